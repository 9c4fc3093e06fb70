namespace Portcullis.Journal.Integrity;

/// <summary>One run over a chain's source.</summary>
internal static class Verification
{
    public static async Task<VerifyReport> RunAsync(IChainSource source, VerifyRequest request, IProgress<VerifyProgress>? progress, CancellationToken ct)
    {
        var findings = new FindingList(request.MaximumFindings);
        var checkpoints = new CheckpointCheck(request.Checkpoints, findings);
        var chain = new ChainVerifier(findings, checkpoints);
        var head = await source.HeadAsync(ct);
        var whole = request.FromPosition <= 1 && request.ToPosition is null;
        var to = request.ToPosition ?? head;
        var walk = new ChainWalk(source, chain, progress is null ? null : at => progress.Report(new VerifyProgress(at, to)));
        await walk.RunAsync(request.FromPosition, to, ct);

        if (whole)
        {
            checkpoints.CompareEnd(chain.Last);
            await foreach (var finding in source.SideFindingsAsync(request, ct))
                findings.Add(finding);
        }

        return new VerifyReport(
            chain.Events, chain.Blocks, chain.Last?.LastPosition ?? 0, Convert.ToHexStringLower(chain.Last?.Hash ?? []),
            findings.FirstBrokenBlock, findings.Count, [.. findings.Kept]);
    }
}
