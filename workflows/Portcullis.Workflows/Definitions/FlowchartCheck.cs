namespace Portcullis.Workflows.Definitions;

/// <summary>What must hold between activities: unique ids, connections that lead somewhere, nothing that can never be reached.</summary>
internal static class FlowchartCheck
{
    public static IEnumerable<DefinitionFault> Faults(Flowchart chart)
    {
        if (chart.Activities.IsEmpty)
        {
            yield return new DefinitionFault("root.activities", "a flowchart without activities does nothing");
            yield break;
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < chart.Activities.Length; i++)
            if (!ids.Add(chart.Activities[i].Id)) yield return new DefinitionFault($"root.activities[{i}].id", $"{chart.Activities[i].Id} is the id of an earlier activity");
        if (!ids.Contains(chart.Start)) yield return new DefinitionFault("root.start", $"there is no activity {chart.Start}");
        for (var i = 0; i < chart.Connections.Length; i++)
        {
            var (source, _, target) = chart.Connections[i];
            if (!ids.Contains(source)) yield return new DefinitionFault($"root.connections[{i}].source.activity", $"there is no activity {source}");
            if (!ids.Contains(target)) yield return new DefinitionFault($"root.connections[{i}].target.activity", $"there is no activity {target}");
        }

        var reached = Reached(chart);
        for (var i = 0; i < chart.Activities.Length; i++)
            if (!reached.Contains(chart.Activities[i].Id)) yield return new DefinitionFault($"root.activities[{i}]", $"nothing leads from {chart.Start} to {chart.Activities[i].Id}");
    }

    private static HashSet<string> Reached(Flowchart chart)
    {
        var next = chart.Connections.ToLookup(connection => connection.Source, connection => connection.Target, StringComparer.Ordinal);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([chart.Start]);
        while (open.TryPop(out var id))
        {
            if (!reached.Add(id)) continue;
            foreach (var target in next[id]) open.Push(target);
        }

        return reached;
    }
}
