namespace Portcullis.Journal.Integrity;

/// <summary>One run over a chain's source.</summary>
internal static class Verification
{
    public static async Task<VerifyReport> RunAsync(IChainSource source, VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct)
    {
        var findings = new FindingList(request.MaximumFindings);
        var checkpoints = new CheckpointCheck(request.Checkpoints, findings);
        var head = await source.HeadAsync(ct);
        var archives = await source.ArchivesAsync(ct);
        var archivedThrough = archives.Count == 0 ? 0 : archives[^1].LastPosition;
        var chain = new ChainVerifier(findings, checkpoints, request.Archives is null ? archivedThrough : 0);
        var whole = request.FromPosition <= 1 && request.ToPosition is null;
        var to = request.ToPosition ?? head;
        var walk = new ChainWalk(source, request.Archives, chain, progress is null ? null : at => progress.Report(new VerifyProgress(at, to)));
        await walk.RunAsync(request.FromPosition, to, ct);
        CheckEnds(request, head, chain.Last, findings);

        if (whole)
        {
            checkpoints.CompareEnd(chain.Last);
            if (chain.Archived > archives.Sum(archive => archive.Removed))
            {
                findings.Add(new Finding(
                    FindingKind.Missing, $"{chain.Archived} events up to position {archivedThrough} are gone, and only {archives.Sum(archive => archive.Removed)} were archived.", archivedThrough));
            }

            await foreach (var finding in source.SideFindingsAsync(request, ct))
                findings.Add(finding);
        }

        return new VerifyReport(
            chain.Events, chain.Blocks, chain.Last?.LastPosition ?? 0, Convert.ToHexStringLower(chain.Last?.Hash ?? []),
            findings.FirstBrokenBlock, findings.Count, [.. findings.Kept])
        {
            Archived = chain.Archived,
            ArchivedThrough = archivedThrough,
        };
    }

    private static void CheckEnds(VerifyRequest request, long head, Block? last, FindingList findings)
    {
        var asked = Math.Max(request.FromPosition, request.ToPosition ?? 1);
        if (asked > Math.Max(head, 1))
            findings.Add(new Finding(FindingKind.Truncated, $"Position {asked} was asked for, and what is here ends at position {head}.", head));
        var (first, end) = (Math.Max(request.FromPosition, (last?.LastPosition ?? 0) + 1), Math.Min(head, request.ToPosition ?? head));
        if (first <= end)
            findings.Add(new Finding(FindingKind.BrokenBlock, $"No block holds the positions {first} to {end}.", first, (last?.Number ?? 0) + 1));
    }
}
