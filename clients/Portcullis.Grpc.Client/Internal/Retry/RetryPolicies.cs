using Grpc.Core;

namespace Grpc.Net.Client.Internal.Retry;

/// <summary>The retry rules of a channel's methods.</summary>
internal sealed class RetryPolicies
{
    private readonly Dictionary<(string Service, string Method), RetryRules?> _rules = [];

    public RetryPolicies(GrpcChannelOptions options)
    {
        if (options.ServiceConfig is not { } config)
            return;
        var throttle = config.RetryThrottling is { } throttling ? new RetryThrottle(throttling) : null;
        foreach (var method in config.MethodConfigs)
            foreach (var name in method.Names)
            {
                if (string.IsNullOrEmpty(name.Service) && !string.IsNullOrEmpty(name.Method))
                    throw new InvalidOperationException($"The method name '{name.Method}' needs a service.");
                var rules = method.RetryPolicy is { } policy ? new RetryRules(policy, options.MaxRetryAttempts, throttle) : null;
                if (!_rules.TryAdd((name.Service ?? "", name.Method ?? ""), rules))
                    throw new InvalidOperationException($"'{name.Service}/{name.Method}' has two method configs.");
            }
    }

    /// <summary>The rules of the most exact name: the method's, its service's, those of all.</summary>
    public RetryRules? Find(IMethod method) =>
        _rules.TryGetValue((method.ServiceName, method.Name), out var rules)
        || _rules.TryGetValue((method.ServiceName, ""), out rules)
        || _rules.TryGetValue(("", ""), out rules) ? rules : null;
}
