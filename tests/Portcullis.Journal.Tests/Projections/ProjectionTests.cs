using Npgsql;
using Portcullis.Journal.Projections;
using Portcullis.Testing;

namespace Portcullis.Journal.Tests.Projections;

public sealed class ProjectionTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_runners_of_one_projection_apply_each_event_once()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => journal.AppendAsync(Given.Append("account-a", n * 100L, events: 100), Ct)));

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => journal.Project(new EventsPerStream(1)).CatchUpAsync(Ct)));

        (await Sql.ScalarAsync(database, "select events from events_per_stream_v1.counts where stream = 'account-a'")).ShouldBe(2000L);
    }

    [Fact]
    public async Task A_batch_that_fails_moves_neither_model_nor_progress()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 5), Ct);
        var failing = new EventsPerStream(1) { FailAfterWriting = true };

        await Should.ThrowAsync<InvalidOperationException>(() => journal.Project(failing).CatchUpAsync(Ct));
        (await Sql.ScalarAsync(database, "select count(*) from events_per_stream_v1.counts")).ShouldBe(0L);
        failing.FailAfterWriting = false;
        (await journal.Project(failing).CatchUpAsync(Ct)).ShouldBe(5);
        (await Sql.ScalarAsync(database, "select events from events_per_stream_v1.counts")).ShouldBe(5L);
    }

    [Fact]
    public async Task A_new_version_is_built_beside_the_old_one_and_readers_move_when_it_has_caught_up()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 5), Ct);
        var (first, second) = (new EventsPerStream(1), new EventsPerStream(2) { ReadsFrom = 1 });
        await journal.Project(first).CatchUpAsync(Ct);

        second.FailAfterWriting = true;
        await Should.ThrowAsync<InvalidOperationException>(() => journal.Project(second).CatchUpAsync(Ct));
        (await LocationAsync(journal, second)).ShouldBe("events_per_stream_v1");
        (await Should.ThrowAsync<ModelNotReadyException>(() => LocationAsync(journal, new EventsPerStream(2)))).Message.ShouldContain("The projection was told to fail.");
        second.FailAfterWriting = false;
        await journal.Project(second).CatchUpAsync(Ct);

        (await LocationAsync(journal, second)).ShouldBe("events_per_stream_v2");
        (await LocationAsync(journal, first)).ShouldBe("events_per_stream_v1");
        (await Sql.ScalarAsync(database, "select events from events_per_stream_v2.counts")).ShouldBe(5L);
        (await journal.Models.ListAsync(ct: Ct)).Select(build => (build.Version, build.Build, build.Position, build.Fault)).ShouldBe([(1, 1, 5, null), (2, 1, 5, null)]);
    }

    [Fact]
    public async Task Built_again_it_takes_over_when_it_has_caught_up_and_the_old_tables_go_when_told()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 5), Ct);
        var model = new EventsPerStream(1);
        var runner = journal.Project(model);
        await runner.CatchUpAsync(Ct);
        await Sql.ExecuteAsync(database, "update events_per_stream_v1.counts set events = 99");

        (await Task.WhenAll(journal.Models.RebuildAsync(model, Ct), journal.Models.RebuildAsync(model, Ct))).ShouldBe([2, 2]);
        (await LocationAsync(journal, model)).ShouldBe("events_per_stream_v1");
        await journal.AppendAsync(Given.Append("account-a", 5), Ct);
        await runner.CatchUpAsync(Ct);

        (await LocationAsync(journal, model)).ShouldBe("events_per_stream_v1_b2");
        (await Sql.ScalarAsync(database, "select events from events_per_stream_v1_b2.counts")).ShouldBe(6L);
        (await Sql.ScalarAsync(database, "select events from events_per_stream_v1.counts")).ShouldBe(100L);
        (await journal.Models.ListAsync(ct: Ct))[0].Position.ShouldBeNull();
        (await journal.Models.DropAsync(model.Name, 1, 1, Ct)).ShouldBeTrue();
        (await journal.Models.DropAsync(model.Name, 1, 1, Ct)).ShouldBeFalse();
        (await Sql.ScalarAsync(database, "select count(*) from pg_namespace where nspname = 'events_per_stream_v1'")).ShouldBe(0L);
        (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeTrue();
    }

    [Fact]
    public async Task Events_that_cannot_be_folded_stand_aside_alone_and_a_new_build_tries_them_again()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 9), Ct);
        await journal.AppendAsync(Given.Append("account-b", 0, events: 3), Ct);
        var model = new EventsPerStream(1) { Poison = [4, 5], Refused = [9, 11] };
        var runner = journal.Project(model);
        var aside = new List<EventAside>();
        runner.WentOnWithout += (_, one) => aside.Add(one);

        (await runner.CatchUpAsync(Ct)).ShouldBe(12);

        aside.Select(one => (one.Position, one.Stream, one.Version, one.Type)).ShouldBe(
            [(4, "account-a", 4, "order_decided"), (5, "account-a", 5, "order_decided"), (9, "account-a", 9, "order_decided"), (11, "account-b", 2, "order_decided")]);
        aside.Select(one => one.Error).ShouldBe(["It is poison.", "It is poison.", aside[3].Error, aside[2].Error]);
        aside[2].Error.ShouldContain("null value in column \"events\"");
        (runner.Aside, runner.FirstAside, runner.Fault).ShouldBe((4, 4, null));
        var build = (await journal.Models.ListAsync(ct: Ct)).ShouldHaveSingleItem();
        (build.Position, build.Aside, build.FirstAside, build.Fault).ShouldBe((12, 4, 4, null));
        (await journal.Models.AsideAsync(build, Ct)).ShouldBe(aside);
        (await Sql.ScalarAsync(database, $"select string_agg(stream || ' ' || events, ', ' order by stream) from {build.Schema}.counts")).ShouldBe("account-a 6, account-b 2");
        (await journal.Models.ReadAsync(model, (_, _, _) => Task.FromResult(0), Ct)).Incomplete.ShouldBe(["account-a", "account-b"]);

        var mended = new EventsPerStream(1) { Poison = [5] };
        await journal.Models.RebuildAsync(mended, Ct);
        await journal.Project(mended).CatchUpAsync(Ct);

        (await journal.Models.ListAsync(ct: Ct)).Select(one => (one.Build, one.Aside)).ShouldBe([(1, 4), (2, 1)]);
        (await Sql.ScalarAsync(database, "select string_agg(stream || ' ' || events, ', ' order by stream) from events_per_stream_v1_b2.counts")).ShouldBe("account-a 8, account-b 3");
        (await journal.Models.ReadAsync(model, (_, _, _) => Task.FromResult(0), Ct)).Incomplete.ShouldBe(["account-a"]);
        (await journal.Models.DropAsync(model.Name, 1, 1, Ct)).ShouldBeTrue();
        (await Sql.ScalarAsync(database, "select count(*) from pc_model_aside")).ShouldBe(1L);
        (await journal.VerifyAsync(new VerifyRequest(), null, Ct)).Valid.ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task As_many_events_as_the_limit_stand_aside_and_one_more_stops_the_model(int more)
    {
        await using var journal = await OpenAsync(await postgres.CreateDatabaseAsync(Ct));
        var poisoned = Limits.EventsAside + more;
        await Task.WhenAll(Enumerable.Range(0, (poisoned / 100) + 1).Select(n => journal.AppendAsync(Given.Append("account-a", n * 100L, events: 100), Ct)));
        var model = new EventsPerStream(1) { Poison = [.. Enumerable.Range(1, poisoned).Select(position => (long)position)] };

        if (more == 0)
            await journal.Project(model).CatchUpAsync(Ct);
        else
            (await Should.ThrowAsync<InvalidOperationException>(() => journal.Project(model).CatchUpAsync(Ct))).Message.ShouldContain("More than 1,000 events can't be folded, the last of them: Event 1001 (order_decided, account-a version 1001)");

        var build = (await journal.Models.ListAsync(ct: Ct)).ShouldHaveSingleItem();
        (build.Position, build.Aside, build.Fault is null).ShouldBe(more == 0 ? (1100, 1000, true) : (1000, 1000, false));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_a_step_is_no_events_fault()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        await using var journal = await OpenAsync(database);
        await journal.AppendAsync(Given.Append("account-a", 0, events: 3), Ct);
        var model = new EventsPerStream(1) { Refused = [2], Break = true };
        var runner = journal.Project(model);

        await Should.ThrowAsync<JournalUnavailableException>(() => runner.CatchUpAsync(Ct));
        (await journal.Models.ListAsync(ct: Ct)).Select(build => (build.Position, build.Aside, build.Fault)).ShouldBe([(0, 0, null)]);

        model.Break = false;
        (await runner.CatchUpAsync(Ct)).ShouldBe(3);
        (await journal.Models.ListAsync(ct: Ct)).Select(build => (build.Position, build.Aside, build.Fault)).ShouldBe([(3, 1, null)]);
    }

    [Fact]
    public async Task The_running_role_builds_models_and_drops_them_and_another_is_told_what_it_lacks()
    {
        var database = await postgres.CreateDatabaseAsync(Ct);
        var role = "runner_" + new NpgsqlConnectionStringBuilder(database).Database;
        await Sql.ExecuteAsync(database, $"create role {role} login password 'runner'");
        var runner = new NpgsqlConnectionStringBuilder(database) { Username = role, Password = "runner" }.ConnectionString;
        var granted = new PostgresJournalOptions { ConnectionString = runner, OwnerConnectionString = database, RuntimeRole = role };
        try
        {
            var model = new EventsPerStream(1) { Poison = [3] };
            await using (var journal = await PostgresJournal.OpenAsync(granted, TimeProvider.System, ct: Ct))
            {
                await journal.AppendAsync(Given.Append("account-a", 0, events: 5), Ct);
                await journal.Project(model).CatchUpAsync(Ct);
                await journal.Models.RebuildAsync(model, Ct);
                await journal.Project(model).CatchUpAsync(Ct);
                (await journal.Models.DropAsync(model.Name, 1, 1, Ct)).ShouldBeTrue();
                (await LocationAsync(journal, model)).ShouldBe("events_per_stream_v1_b2");
            }

            foreach (var forbidden in (string[])["create schema mine", "create table mine (x int)", "delete from pc_models", "delete from pc_model_aside", "update pc_model_aside set error = ''", "insert into pc_models values ('x', 1, 1, 'x', 'x')", "drop schema events_per_stream_v1_b2 cascade"])
                (await Should.ThrowAsync<PostgresException>(() => Sql.ExecuteAsync(runner, forbidden))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, forbidden);

            await Sql.ExecuteAsync(database, $"revoke execute on function pc_model_begin from {role}");
            await using (var journal = await PostgresJournal.OpenAsync(granted with { OwnerConnectionString = null, RuntimeRole = null, Migrate = false }, TimeProvider.System, ct: Ct))
                (await Should.ThrowAsync<JournalSchemaException>(() => journal.Models.RebuildAsync(model, Ct))).Message.ShouldContain("migrate --role");
        }
        finally
        {
            await Sql.ExecuteAsync(database, $"drop owned by {role}; drop role {role}");
        }
    }

    private static async Task<string> LocationAsync(PostgresJournal journal, IProjection model) =>
        (await journal.Models.ReadAsync(model, (_, schema, _) => Task.FromResult(schema), Ct)).Value;

    private static Task<PostgresJournal> OpenAsync(string database) =>
        PostgresJournal.OpenAsync(new PostgresJournalOptions { ConnectionString = database }, TimeProvider.System, ct: Ct);
}
