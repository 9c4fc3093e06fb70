using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Health.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Grpc.HealthCheck;

/// <summary>The standard health service: statuses that the application sets, to be asked for or watched.</summary>
public class HealthServiceImpl : Health.V1.Health.HealthBase
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _statuses = [];
    private TaskCompletionSource _changed = NewChange();
    private bool _completed;

    /// <summary>Sets the status of a service; the empty name is the whole server.</summary>
    public void SetStatus(string service, ServingStatus status)
    {
        lock (_lock)
        {
            if (_statuses.TryGetValue(service, out var before) && before == status)
                return;
            _statuses[service] = status;
            Announce();
        }
    }

    /// <summary>Forgets a service; who watches it sees SERVICE_UNKNOWN.</summary>
    public void ClearStatus(string service)
    {
        lock (_lock)
            if (_statuses.Remove(service))
                Announce();
    }

    /// <summary>Forgets every service.</summary>
    public void ClearAll()
    {
        lock (_lock)
        {
            _statuses.Clear();
            Announce();
        }
    }

    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        lock (_lock)
            return _statuses.TryGetValue(request.Service, out var status)
                ? Task.FromResult(new HealthCheckResponse { Status = status })
                : throw new RpcException(new Status(StatusCode.NotFound, "unknown service"));
    }

    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        lock (_lock)
        {
            if (_statuses.Count > ServerLimits.ListedServices)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"more than {ServerLimits.ListedServices} services"));
            var response = new HealthListResponse();
            foreach (var (service, status) in _statuses)
                response.Statuses[service] = new HealthCheckResponse { Status = status };
            return Task.FromResult(response);
        }
    }

    /// <summary>Sends the status now and after each change. A slow watcher misses what came between, never the last.</summary>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        ServingStatus? sent = null;
        while (true)
        {
            var (status, changed, completed) = Now(request.Service);
            if (status != sent)
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status });
            sent = status;
            if (completed)
                throw new RpcException(new Status(StatusCode.Unavailable, "the server is shutting down"));
            await changed.WaitAsync(context.CancellationToken);
        }
    }

    /// <summary>Ends every watch, which would hold up the server's shutdown otherwise.</summary>
    internal void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            Announce();
        }
    }

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private (ServingStatus Status, Task Changed, bool Completed) Now(string service)
    {
        lock (_lock)
            return (_statuses.GetValueOrDefault(service, ServingStatus.ServiceUnknown), _changed.Task, _completed);
    }

    private void Announce()
    {
        _changed.SetResult();
        _changed = NewChange();
    }
}
