using Grpc.Core;
using Portcullis.Gateway.Access;
using Portcullis.Gateway.Validation;
using Portcullis.Journal;
using Portcullis.Markets;
using Portcullis.V1;
using Role = Portcullis.Domain.Access.Role;

namespace Portcullis.Gateway.Services;

public sealed class SimulationService(IServiceProvider services, IJournal journal, TimeProvider time) : V1.Simulation.SimulationBase
{
    public override async Task<StepReply> Step(StepRequest request, ServerCallContext context)
    {
        Caller.Demand(context, Role.Feed);
        if (services.GetService<Markets.Simulation>() is not { } simulation) throw Errors.NotSimulated();
        if (request.Messages.Count > StreamLimits.StepMessages) throw Errors.Invalid("messages", $"at most {StreamLimits.StepMessages} in one step");
        if (request.AdvanceTo is { } to && !Fields.IsTime(to)) throw Errors.Invalid("advance_to", "not a time between the years 1 and 9999");
        var inputs = new List<MarketInput>(request.Messages.Count);
        for (var i = 0; i < request.Messages.Count; i++)
        {
            if (!MarketMessages.TryRead(request.Messages[i], out var input)) throw Errors.Invalid($"messages[{i}]", MarketMessages.Malformed);
            inputs.Add(input!);
        }

        await simulation.StepAsync(inputs, request.AdvanceTo?.ToDateTimeOffset(), context.CancellationToken);
        return new StepReply { Now = Wire.Time(time.GetUtcNow()), JournalPosition = await journal.HeadAsync(context.CancellationToken) };
    }
}
