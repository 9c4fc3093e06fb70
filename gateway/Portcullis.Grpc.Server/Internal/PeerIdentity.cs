using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A client certificate as an auth context: its DNS names where it has some, otherwise its common name.</summary>
internal static class PeerIdentity
{
    private const string AlternativeName = "x509_subject_alternative_name";
    private const string CommonName = "x509_common_name";

    private static readonly AuthContext s_anonymous = new(null, []);

    public static AuthContext Of(X509Certificate2? certificate)
    {
        if (certificate is null)
            return s_anonymous;
        var properties = new Dictionary<string, List<AuthProperty>>();
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(extension => extension.EnumerateDnsNames());
        Add(properties, AlternativeName, names);
        Add(properties, CommonName, [certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false)]);
        return new AuthContext(properties.ContainsKey(AlternativeName) ? AlternativeName : CommonName, properties);
    }

    private static void Add(Dictionary<string, List<AuthProperty>> properties, string name, IEnumerable<string> values)
    {
        var list = values.Where(value => value.Length > 0).Select(value => AuthProperty.Create(name, Encoding.UTF8.GetBytes(value))).ToList();
        if (list.Count > 0)
            properties[name] = list;
    }
}
