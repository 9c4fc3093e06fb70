using System.Globalization;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>Reading status and metadata out of HTTP header collections.</summary>
internal static class ResponseHead
{
    /// <summary>The status of an answer that is no gRPC; null where it is.</summary>
    public static Status? Refuse(HttpResponseMessage response)
    {
        if ((int)response.StatusCode != 200)
            return new Status(HttpStatus.ToStatusCode((int)response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) && Headers.IsGrpc(values.ToString()))
            return null;
        return new Status(StatusCode.Unknown, $"Bad gRPC response. Invalid content-type value: {(values.Count > 0 ? values.ToString() : "none")}");
    }

    /// <summary>The status that the fields hold, or null where they hold none.</summary>
    public static Status? ReadStatus(HttpHeaders headers)
    {
        var fields = headers.NonValidated;
        if (!fields.TryGetValues(Headers.Status, out var code))
            return null;
        var detail = fields.TryGetValues(Headers.Message, out var message) ? PercentEncoding.Decode(message.ToString()) : "";
        if (!int.TryParse(code.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new Status(StatusCode.Unknown, $"Unexpected grpc-status value: {code}");
        return number is >= 0 and <= 16 ? new Status((StatusCode)number, detail) : new Status(StatusCode.Unknown, detail);
    }

    public static Metadata ReadMetadata(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
            foreach (var value in values)
                metadata.AddReceived(name, value);
        return metadata;
    }
}
