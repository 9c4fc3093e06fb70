using System.Text.Json;
using Portcullis.Cli;
using Portcullis.Client.Tests.Fake;

namespace Portcullis.Client.Tests.Cli;

public sealed class CommandLineRuns : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portcullis-cli-");
    private readonly Dictionary<string, string> _variables = [];
    private FakeGateway _gateway = null!;
    private StringWriter _out = new();
    private StringWriter _error = new();

    public async ValueTask InitializeAsync()
    {
        _gateway = await FakeGateway.StartAsync();
        _variables["PORTCULLIS_ADDRESS"] = _gateway.Address.ToString();
        _variables["PORTCULLIS_KEY"] = FakeGateway.Key;
    }

    public async ValueTask DisposeAsync()
    {
        FakeJournal.Finding = null;
        _folder.Delete(recursive: true);
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task An_approved_order_ends_with_0_and_shows_its_headroom()
    {
        (await RunAsync("order submit desk-1 buy 2 ESZ13 --limit 4512.25 --protect 4510.75 --target 4514 --id b-1")).ShouldBe(0);

        Out.ShouldContain("APPROVED");
        Out.ShouldContain("DAILY_LOSS_LIMIT");
        Out.ShouldContain("862.5");
    }

    [Fact]
    public async Task A_rejected_order_ends_with_3_and_shows_each_reason_with_its_numbers()
    {
        (await RunAsync("order submit desk-1 buy 500 ESZ13 --id b-1")).ShouldBe(3);

        Out.ShouldContain("REJECTED");
        Out.ShouldContain("order.Quantity (500) <= limits.MaxQuantity (10)");
        Out.ShouldContain("490 contracts");
        Out.Split('\n').ShouldAllBe(line => line.Length <= 100);
    }

    [Fact]
    public async Task With_json_an_answer_is_one_object()
    {
        (await RunAsync("order submit desk-1 sell 500 ESZ13 --json --id b-1")).ShouldBe(3);

        var decision = Json();
        decision.GetProperty("verdict").GetString().ShouldBe("Rejected");
        decision.GetProperty("violations")[0].GetProperty("code").GetString().ShouldBe("ORDER_SIZE");
        decision.GetProperty("violations")[0].GetProperty("overBy").GetDecimal().ShouldBe(490m);
        decision.GetProperty("maxQuantity").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task With_json_a_stream_is_a_line_for_each_item_with_its_content_as_json()
    {
        (await RunAsync("journal read --after 4 --json")).ShouldBe(0);

        var lines = Out.Trim().Split('\n');
        lines.Length.ShouldBe(2);
        JsonDocument.Parse(lines[0]).RootElement.GetProperty("data").GetProperty("verdict").GetString().ShouldBe("Approved");
    }

    [Theory]
    [InlineData("order submit desk-1 hold 2 ESZ13", "'hold' is none of buy, sell")]
    [InlineData("order submit desk-1 buy two ESZ13", "quantity wants a number such as 1.5, not 'two'.")]
    [InlineData("order submit desk-1 buy 2 ESZ13 --target 4514", "--target needs --protect")]
    [InlineData("halt everything --reason test", "'everything' is no scope")]
    [InlineData("halt global", "--reason")]
    [InlineData("key forget desk-7", "--reason")]
    [InlineData("key forget --reason asked", "key-or-holder")]
    [InlineData("no-such-command", "no-such-command")]
    [InlineData("market publish ESZ13", "Nothing to publish")]
    [InlineData("status --address nowhere", "'nowhere' is no address")]
    public async Task A_wrong_command_ends_with_2_and_says_what_is_wrong(string command, string message)
    {
        (await RunAsync(command)).ShouldBe(2);

        Error.ShouldContain(message);
        Out.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_malformed_request_ends_with_2_and_lists_every_field()
    {
        _gateway.Fail(Failures.Malformed(("quantity", "must be positive"), ("limit_price", "not a multiple of 0.25")));

        (await RunAsync("order submit desk-1 buy 1 ESZ13")).ShouldBe(2);

        Error.ShouldContain("  quantity: must be positive");
        Error.ShouldContain("  limit_price: not a multiple of 0.25");
    }

    [Fact]
    public async Task With_json_a_failure_is_an_object_on_standard_error()
    {
        _gateway.Fail(Failures.Malformed(("quantity", "must be positive")));

        (await RunAsync("order submit desk-1 buy 1 ESZ13 --json")).ShouldBe(2);

        Out.ShouldBeEmpty();
        var error = JsonDocument.Parse(Error).RootElement.GetProperty("error");
        error.GetProperty("status").GetString().ShouldBe("InvalidArgument");
        error.GetProperty("fieldViolations")[0].GetProperty("field").GetString().ShouldBe("quantity");
    }

    [Fact]
    public async Task Orders_are_listed_page_after_page_with_the_position_that_they_are_true_at()
    {
        (await RunAsync("order list --account desk-1 --symbol ESZ13 --rule DAILY_LOSS_LIMIT --verdict rejected --json")).ShouldBe(0);

        var answer = JsonDocument.Parse(Out).RootElement;
        answer.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("clientOrderId").GetString()).ShouldBe(["b-2", "b-1"]);
        answer.GetProperty("rows")[0].GetProperty("failedRules")[0].GetString().ShouldBe("DAILY_LOSS_LIMIT");
        (answer.GetProperty("position").GetInt64(), answer.GetProperty("head").GetInt64(), answer.GetProperty("more").GetBoolean()).ShouldBe((40, 42, false));
    }

    [Fact]
    public async Task A_list_that_is_cut_off_says_so()
    {
        (await RunAsync("order list --limit 1")).ShouldBe(0);

        Out.ShouldContain("b-2");
        Out.ShouldNotContain("b-1");
        Out.ShouldContain("True at position 40 of the journal, 2 events behind its head. There are more than 1: --limit.");
    }

    [Fact]
    public async Task Days_and_models_are_shown_as_tables()
    {
        (await RunAsync("report days --from 2026-03-02")).ShouldBe(0);
        Out.ShouldContain("2026-03-02");
        Out.ShouldContain("lock");

        (await RunAsync("journal models")).ShouldBe(0);
        Out.ShouldContain("serving");
        Out.ShouldContain("3 from 17");
        Out.ShouldContain("journal aside reports shows the events");

        (await RunAsync("journal aside reports")).ShouldBe(0);
        Out.ShouldContain("many is no number");

        (await RunAsync("status")).ShouldBe(0);
        Out.ShouldContain("serving, 2 events behind, without 3 events that can't be folded");
    }

    [Theory]
    [InlineData("order list --verdict perhaps", "'perhaps' is none of approved, resized, held, rejected.")]
    [InlineData("order list --limit 0", "--limit 0: 1 or more was expected.")]
    [InlineData("order list --limit ten", "--limit wants a whole number, not 'ten'.")]
    [InlineData("order list --from noon", "--from wants a time such as 2026-03-02T14:30:00Z, not 'noon'.")]
    [InlineData("report days --from yesterday", "--from wants a day such as 2026-03-02, not 'yesterday'.")]
    [InlineData("journal drop-model reports", "--version")]
    public async Task A_report_that_cannot_be_meant_ends_with_2_and_says_why(string line, string why)
    {
        (await RunAsync(line)).ShouldBe(2);

        _error.ToString().ShouldContain(why);
    }

    [Fact]
    public async Task An_unknown_account_ends_with_4() => (await RunAsync("account get nobody")).ShouldBe(4);

    [Fact]
    public async Task A_gateway_that_is_not_running_ends_with_5_and_says_how_to_start_it()
    {
        (await RunAsync("status --address http://127.0.0.1:1 --timeout 0.2")).ShouldBe(5);

        Error.ShouldContain("Start it with ./run");
    }

    [Fact]
    public async Task A_wrong_key_ends_with_6_and_says_where_keys_come_from()
    {
        (await RunAsync("status --key another")).ShouldBe(6);

        Error.ShouldContain("PORTCULLIS_KEY");
    }

    [Fact]
    public async Task A_changed_journal_ends_with_7()
    {
        (await RunAsync("journal verify")).ShouldBe(0);
        FakeJournal.Finding = "event 3 was changed";

        (await RunAsync("journal verify")).ShouldBe(7);

        Out.ShouldContain("NOT INTACT");
        Out.ShouldContain("event 3 was changed");
    }

    [Fact]
    public async Task An_export_is_verified_without_a_gateway_and_an_edited_event_is_named()
    {
        var export = Path.Combine(AppContext.BaseDirectory, "Samples", "journal.jsonl");
        (await RunAsync($"journal verify --archive {export}")).ShouldBe(0);
        Out.ShouldContain("intact: 6 events in 3 blocks");

        var edited = Path.Combine(_folder.FullName, "edited.jsonl");
        await File.WriteAllTextAsync(edited, (await File.ReadAllTextAsync(export, TestContext.Current.CancellationToken)).Replace("\"quantity\":4", "\"quantity\":5", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await RunAsync($"journal verify --archive {edited} --json")).ShouldBe(7);
        using var report = JsonDocument.Parse(Out);
        report.RootElement.GetProperty("findings")[0].GetProperty("position").GetInt64().ShouldBe(4);
        (await RunAsync($"journal verify --archive {edited}.none")).ShouldBe(2);
    }

    [Fact]
    public async Task The_key_is_found_in_the_gateways_folder_here_or_above()
    {
        _variables.Remove("PORTCULLIS_KEY");
        _folder.CreateSubdirectory(".portcullis");
        var below = _folder.CreateSubdirectory("some/where");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, ".portcullis", "admin.key"), FakeGateway.Key, TestContext.Current.CancellationToken);

        (await RunAsync("account list", below.FullName)).ShouldBe(0);

        Out.ShouldContain("desk-1");
    }

    [Fact]
    public async Task A_halt_lists_what_was_in_flight()
    {
        (await RunAsync("halt account:desk-1 --reason drill")).ShouldBe(0);

        Out.ShouldContain("control version 7");
        Out.ShouldContain("b-1");
    }

    [Fact]
    public async Task A_new_key_is_shown_once_with_its_roles()
    {
        (await RunAsync("key create bot --role trader --account desk-1 --json")).ShouldBe(0);

        var created = Json();
        created.GetProperty("secret").GetString().ShouldBe("s3cret");
        created.GetProperty("key").GetProperty("roles")[0].GetString().ShouldBe("Trader");
    }

    [Fact]
    public async Task A_key_is_made_for_a_holder()
    {
        (await RunAsync("key create bot --role trader --account desk-1 --holder desk-7 --json")).ShouldBe(0);

        Json().GetProperty("key").GetProperty("holder").GetString().ShouldBe("desk-7");
    }

    [Fact]
    public async Task Keys_are_listed_with_their_holders_and_names()
    {
        (await RunAsync("key list --json")).ShouldBe(0);

        var keys = Json().GetProperty("keys");
        (keys[0].GetProperty("name").GetString(), keys[1].GetProperty("name").GetString(), keys[1].GetProperty("holder").GetString()).ShouldBe(("Grace Hopper", "erased", "desk-7"));
        keys[0].GetProperty("forgottenAt").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Forgetting_a_holder_tells_which_keys_were_revoked()
    {
        (await RunAsync("key forget 00000000k2 --reason asked")).ShouldBe(0);

        Out.ShouldContain("desk-7");
        Out.ShouldContain("00000000k2, 00000000k3");
        Out.ShouldContain("Nothing opens the name any more");
    }

    [Fact]
    public async Task Forgetting_again_says_that_it_was_done()
    {
        (await RunAsync("key forget desk-7 --reason asked")).ShouldBe(0);
        Out.ShouldContain("It was done before");

        (await RunAsync("key forget desk-7 --reason asked --json")).ShouldBe(0);
        Json().GetProperty("already").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Whom_nobody_knows_is_not_forgotten_and_it_is_said_what_to_do()
    {
        (await RunAsync("key forget nobody --reason asked")).ShouldBe(4);

        Error.ShouldContain("'portcullis key list' shows both");
    }

    [Fact]
    public async Task Who_did_something_is_told_by_name_where_the_gateway_tells_it()
    {
        (await RunAsync("controls")).ShouldBe(0);
        Out.ShouldContain("Grace Hopper");
        Out.ShouldContain("portcullis");

        (await RunAsync("journal read --after 5")).ShouldBe(0);
        Out.ShouldContain("by Grace Hopper");
    }

    [Fact]
    public async Task A_replay_reports_what_it_sent_and_skipped()
    {
        var file = Path.Combine(_folder.FullName, "es.csv");
        await File.WriteAllTextAsync(
            file,
            "timestamp_utc,symbol,open,high,low,close,volume,bid,ask\n2013-12-18T18:59:00Z,ESZ13,1,2,1,1,4,,\nrubbish\n2013-12-18T19:00:00Z,ESZ13,1,2,1,1,4,,\n",
            TestContext.Current.CancellationToken);

        (await RunAsync($"replay {file} --json")).ShouldBe(0);

        Json().GetProperty("sent").GetInt64().ShouldBe(2);
        Json().GetProperty("skipped").GetInt64().ShouldBe(1);
        Error.ShouldContain("es.csv(3)");
    }

    [Fact]
    public async Task Help_documents_the_exit_codes()
    {
        (await RunAsync("--help")).ShouldBe(0);

        Out.ReplaceLineEndings(" ").ShouldContain("7 integrity finding");
    }

    private string Out => _out.ToString();

    private string Error => _error.ToString();

    private JsonElement Json() => JsonDocument.Parse(Out).RootElement;

    private Task<int> RunAsync(string command, string? folder = null)
    {
        (_out, _error) = (new StringWriter(), new StringWriter());
        return CommandLine.RunAsync(command.Split(' '), new CliEnvironment
        {
            Out = _out,
            Error = _error,
            Variable = _variables.GetValueOrDefault,
            Directory = folder ?? _folder.FullName,
            Time = TimeProvider.System,
        });
    }
}
