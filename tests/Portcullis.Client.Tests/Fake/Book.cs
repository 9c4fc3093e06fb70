using Grpc.Core;
using Portcullis.V1;

namespace Portcullis.Client.Tests.Fake;

/// <summary>One account's decisions and executions, kept as the contracts promise: one decision per client order id.</summary>
internal sealed class Book
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (SubmitRequest Request, V1.OrderDecision Decision)> _decisions = [];
    private readonly List<V1.Execution> _executions = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public const string Account = "desk-1";

    /// <summary>How often an order was asked for, repetitions included.</summary>
    public int Asked { get; private set; }

    public long Version { get; private set; }

    /// <summary>Rejects what is larger.</summary>
    public decimal Largest { get; set; } = 10m;

    public V1.OrderDecision Decide(SubmitRequest request)
    {
        lock (_lock)
        {
            Asked++;
            var content = request.Clone();
            content.SentAt = null;
            if (_decisions.TryGetValue(request.ClientOrderId, out var known))
            {
                if (!known.Request.Equals(content))
                    throw Failures.Status(StatusCode.AlreadyExists, "the id was used with other content");
                var again = known.Decision.Clone();
                again.Duplicate = true;
                return again;
            }

            if (request.AccountId != Account)
                throw Failures.Status(StatusCode.NotFound, $"no account {request.AccountId}");
            var decision = Answer(request);
            _decisions.Add(request.ClientOrderId, (content, decision));
            return decision;
        }
    }

    public V1.Execution Execute(string clientOrderId)
    {
        lock (_lock)
        {
            var execution = new V1.Execution { AccountId = Account, ClientOrderId = clientOrderId, Kind = V1.ExecutionKind.Fill, Version = ++Version, Price = "4512.25", Quantity = "1" };
            _executions.Add(execution);
            Grow();
            return execution;
        }
    }

    /// <summary>Executions after a version, and the promise of the next.</summary>
    public (IReadOnlyList<V1.Execution> After, Task Grown) Read(long version)
    {
        lock (_lock)
            return ([.. _executions.Where(execution => execution.Version > version)], _grown.Task);
    }

    public V1.Account AsAccount() => new() { AccountId = Account, Version = Version, Status = V1.AccountStatus.Active, Equity = "50000.00", SessionDate = "2025-03-05" };

    private V1.OrderDecision Answer(SubmitRequest request)
    {
        var decision = new V1.OrderDecision
        {
            AccountId = request.AccountId,
            OrderId = $"order-{_decisions.Count + 1}",
            ClientOrderId = request.ClientOrderId,
            Verdict = V1.Verdict.Approved,
            ApprovedQuantity = request.Quantity,
            Version = ++Version,
            RiskAmount = "137.50",
            Headroom = { new V1.Headroom { Code = "DAILY_LOSS_LIMIT", Rule = "DailyLoss", Slack = "862.50", Unit = "USD" } },
        };
        if (decimal.Parse(request.Quantity, System.Globalization.CultureInfo.InvariantCulture) > Largest)
        {
            decision.Verdict = V1.Verdict.Rejected;
            decision.ApprovedQuantity = "0";
            decision.Violations.Add(new V1.Violation
            {
                Code = "ORDER_SIZE",
                Rule = "FatFinger",
                Message = $"{request.Quantity} contracts, at most {Largest}",
                Effect = "Reject",
                Left = "order.Quantity",
                LeftValue = request.Quantity,
                Operator = "<=",
                Right = "limits.MaxQuantity",
                RightValue = "10",
                OverBy = "490",
                Unit = "contracts",
            });
        }

        Grow();
        return decision;
    }

    private void Grow()
    {
        var grown = _grown;
        _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        grown.SetResult();
    }
}
