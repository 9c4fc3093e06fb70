using Portcullis.Client;

namespace Portcullis.Bots;

/// <summary>All that a bot sees of the world: its account, and a place to ask for orders.</summary>
public interface IBotSession
{
    /// <summary>The bot's account, fresh.</summary>
    Task<Account> AccountAsync(CancellationToken cancellation);

    /// <summary>Asks for an order; whatever was decided is the answer.</summary>
    Task<OrderDecision> SubmitAsync(OrderRequest order, CancellationToken cancellation);

    /// <summary>Closes what is open in an instrument and cancels what works there.</summary>
    Task FlattenAsync(string symbol, string reason, CancellationToken cancellation);
}
