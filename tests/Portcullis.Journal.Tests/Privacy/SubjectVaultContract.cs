using Portcullis.Journal.Privacy;

namespace Portcullis.Journal.Tests.Privacy;

/// <summary>What every vault promises. Each test gets an empty one.</summary>
public abstract class SubjectVaultContract : IAsyncLifetime
{
    private ISubjectVault _vault = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _vault = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected abstract Task<ISubjectVault> OpenAsync();

    [Fact]
    public async Task What_was_sealed_opens_for_its_own_subject_alone()
    {
        var name = await _vault.SealAsync("trader-7", "Ada Lovelace", Ct);
        var other = await _vault.SealAsync("trader-8", "Grace Hopper", Ct);

        SealedText.IsSealed(name).ShouldBeTrue();
        // The whole name: three letters of it turn up in base64 by chance now and then.
        name.ShouldNotContain("Lovelace");
        (await _vault.OpenAsync([new("trader-8", other), new("trader-7", name), new("trader-8", name), new("nobody", name)], Ct)).ShouldBe(["Grace Hopper", "Ada Lovelace", null, null]);
    }

    [Fact]
    public async Task The_same_text_is_sealed_differently_each_time_and_for_the_same_key()
    {
        var texts = new[] { await _vault.SealAsync("trader-7", "Ada", Ct), await _vault.SealAsync("trader-7", "Ada", Ct) };

        texts[0].ShouldNotBe(texts[1]);
        (await _vault.OpenAsync([.. texts.Select(text => new SealedText("trader-7", text))], Ct)).ShouldBe(["Ada", "Ada"]);
    }

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData("sealed1:")]
    [InlineData("sealed1:not base64")]
    [InlineData("sealed1:AAAA")]
    [InlineData("sealed1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task What_was_never_sealed_does_not_open(string text)
    {
        await _vault.SealAsync("trader-7", "something", Ct);

        (await _vault.OpenAsync([new("trader-7", text)], Ct)).ShouldHaveSingleItem().ShouldBeNull();
    }

    [Fact]
    public async Task An_erased_subject_opens_nothing_and_nothing_more_is_sealed_for_it()
    {
        var (name, other) = (await _vault.SealAsync("trader-7", "Ada", Ct), await _vault.SealAsync("trader-8", "Grace", Ct));

        await _vault.EraseAsync(["trader-7", "trader-7", "never-seen"], Ct);
        await _vault.EraseAsync(["trader-7"], Ct);

        (await _vault.OpenAsync([new("trader-7", name), new("trader-8", other)], Ct)).ShouldBe([null, "Grace"]);
        await Should.ThrowAsync<SubjectErasedException>(() => _vault.SealAsync("trader-7", "again", Ct));
        await Should.ThrowAsync<SubjectErasedException>(() => _vault.SealAsync("never-seen", "at last", Ct));
    }

    [Fact]
    public async Task Sealing_and_erasing_at_once_leaves_nothing_that_opens()
    {
        var sealing = Enumerable.Range(0, 20).Select(n => Task.Run(
            async () =>
            {
                try
                {
                    return await _vault.SealAsync("trader-7", $"name {n}", Ct);
                }
                catch (SubjectErasedException)
                {
                    return null;
                }
            },
            Ct)).ToArray();
        await _vault.EraseAsync(["trader-7"], Ct);

        var texts = (await Task.WhenAll(sealing)).OfType<string>().Select(text => new SealedText("trader-7", text)).ToArray();
        (await _vault.OpenAsync(texts, Ct)).ShouldAllBe(text => text == null);
    }
}
