namespace Portcullis.Client.Tests.Fake;

internal static class Orders
{
    public static OrderRequest Buy(string id, decimal quantity = 1m) => new()
    {
        AccountId = Book.Account,
        ClientOrderId = id,
        Symbol = "ESZ13",
        Side = Side.Buy,
        Type = OrderType.Limit,
        Quantity = quantity,
        LimitPrice = 4512.25m,
        Bracket = new Bracket(4510.75m, 4514m),
    };
}
