using Portcullis.Domain.Instruments;

namespace Portcullis.Markets.Reference;

internal static class CommissionReader
{
    public static CommissionSchedule Read(SourceFile file)
    {
        var byAssetClass = new Dictionary<AssetClass, CommissionRate>();
        var byRoot = new Dictionary<string, CommissionRate>(StringComparer.Ordinal);
        foreach (var node in file.Root.Array("rates"))
        {
            var assetClass = node.Optional("assetClass")?.AsOneOf<AssetClass>();
            var root = node.Optional("root")?.AsText();
            var rate = new CommissionRate(node.NotNegative("perUnit"), node.NotNegative("ofNotional"), node.NotNegative("minimum"));
            node.Finish();
            if (assetClass is null == root is null) node.Fault("expected either \"assetClass\" or \"root\"");
            else if (root is null ? !byAssetClass.TryAdd(assetClass!.Value, rate) : !byRoot.TryAdd(root, rate)) node.Fault("this rate stands twice");
        }

        file.Root.Finish();
        return new CommissionSchedule(byAssetClass, byRoot);
    }
}
