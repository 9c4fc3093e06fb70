using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Testing;

/// <summary>The service's descriptors as a file that clients of other languages can make their messages from.</summary>
public static class Descriptors
{
    public static void WriteTo(string path)
    {
        var files = new FileDescriptorSet
        {
            File = { new[] { MessagesReflection.Descriptor, TestReflection.Descriptor }.Select(file => FileDescriptorProto.Parser.ParseFrom(file.SerializedData)) },
        };
        File.WriteAllBytes(path, files.ToByteArray());
    }
}
