namespace Portcullis.Journal.Cli;

/// <summary>Tells on standard error how far a verification has come: each per cent once.</summary>
internal sealed class ProgressLine : IProgress<VerifyProgress>
{
    private long _told = -1;

    public void Report(VerifyProgress value)
    {
        var percent = value.Head <= 0 ? 100 : Math.Min(100, 100 * value.Position / value.Head);
        if (percent == _told)
            return;
        _told = percent;
        Console.Error.WriteLine(FormattableString.Invariant($"{percent,3} % position {value.Position} of {value.Head}"));
    }
}
