using System.Globalization;
using Portcullis.Journal.Driver;

// A process of its own, for tests that kill, stop and continue processes.
return args switch
{
    ["hold", var folder] => await HoldServer.RunAsync(folder),
    ["load", var connection, var node, var seed, var operations, var history, .. var flaws] =>
        await Load.RunAsync(connection, node, Number(seed), Number(operations), history, flaws),
    ["project", var connection, var patienceMs] => await Project.RunAsync(connection, Number(patienceMs)),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static int Usage()
{
    Console.Error.WriteLine("usage: hold FOLDER | load CONNECTION NODE SEED OPERATIONS HISTORY [late-reader|stale-head] | project CONNECTION PATIENCE_MS");
    return 2;
}
