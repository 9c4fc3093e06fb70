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
}
