using Portcullis.Rules.Files;

namespace Portcullis.Rules.Tests;

public sealed class Watching_files : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("portcullis-rules-").FullName;
    private readonly List<RuleFilesChange<SampleFacts>> _offers = [];
    private readonly HandTime _time = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_change_is_checked_as_a_whole_and_offered_once()
    {
        Write("a.json", Sample.File(("A", "order.HasStop")).Text);
        using var watcher = Watch();
        _offers.ShouldHaveSingleItem().RuleSet.ShouldNotBeNull();
        Write("b.json", Sample.File(("B", "order.Quantity > 0")).Text.Replace("\"W\"", "\"V\"", StringComparison.Ordinal));
        watcher.Touch();
        watcher.Touch();
        _time.Elapse();
        _offers.Count.ShouldBe(2);
        watcher.Current!.Rules.Select(rule => rule.Name).ShouldBe(["A", "B"]);
        _offers[1].Previous.ShouldBe(_offers[0].RuleSet);
    }

    [Fact]
    public void A_broken_file_leaves_the_old_set_and_says_why()
    {
        Write("a.json", Sample.File(("A", "order.HasStop")).Text);
        using var watcher = Watch();
        var before = watcher.Current;
        Write("a.json", "{ \"WorkflowName\": \"W\", \"Rules\": [{ \"RuleName\"");
        watcher.Touch();
        _time.Elapse();
        _offers[^1].RuleSet.ShouldBeNull();
        _offers[^1].Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.InvalidJson);
        watcher.Current.ShouldBe(before);
        File.Delete(Path.Combine(_folder, "a.json"));
        watcher.Touch();
        _time.Elapse();
        watcher.Current.ShouldBe(before);
        _offers[^1].Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.NothingToEvaluate);
    }

    [Fact]
    public void Another_layout_and_temporary_files_are_no_change()
    {
        Write("a.json", Sample.File(("A", "order.HasStop")).Text);
        using var watcher = Watch();
        Write(".a.json.swp", "half");
        Write(".#a.json", "half");
        Write("~a.json", "half");
        Write("a.cases.json", "{}");
        Write("a.json", Sample.File(("A", "order.HasStop")).Text + "\n\n");
        watcher.Touch();
        _time.Elapse();
        _offers.Count.ShouldBe(1);
    }

    private RuleWatcher<SampleFacts> Watch() => new([_folder], files => RuleSet.Load<SampleFacts>(files), _offers.Add, _time);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    /// <summary>Time that stands still until the test lets the pause elapse; events of the file system only arm the same timer again.</summary>
    private sealed class HandTime : TimeProvider
    {
        private HandTimer? _timer;

        public void Elapse() => _timer?.Fire();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _timer = new(() => callback(state));

        private sealed class HandTimer(Action callback) : ITimer
        {
            private volatile bool _armed;

            public void Fire()
            {
                if (_armed)
                    callback();
                _armed = false;
            }

            public bool Change(TimeSpan dueTime, TimeSpan period) => _armed = true;

            public void Dispose() => _armed = false;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
