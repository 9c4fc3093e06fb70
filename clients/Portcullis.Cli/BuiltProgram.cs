using System.Diagnostics;

namespace Portcullis.Cli;

/// <summary>Another program of this repository: the one that a variable names, or the one that was built beside this.</summary>
internal static class BuiltProgram
{
    /// <param name="environment">Where it is looked for.</param>
    /// <param name="variable">Names the program where it lies elsewhere.</param>
    /// <param name="project">The project's folder in the repository.</param>
    /// <param name="file">The program's file.</param>
    /// <exception cref="IOException">It is not built.</exception>
    public static ProcessStartInfo Command(CliEnvironment environment, string variable, string project, string file)
    {
        var program = environment.Variable(variable) ?? Find(project, file)
            ?? throw new IOException($"{Path.GetFileName(project)} is not built. Build it with: dotnet build {project} -c Release, or name its program with {variable}.");
        return program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new ProcessStartInfo("dotnet") { ArgumentList = { program } } : new ProcessStartInfo(program);
    }

    /// <summary>In the repository that this program was built in, of the same configuration where there are two.</summary>
    private static string? Find(string project, string file)
    {
        string[] configurations = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? ["Debug", "Release"]
            : ["Release", "Debug"];
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var configuration in configurations)
            {
                var program = Path.Combine(folder.FullName, project, "bin", configuration, "net10.0", file);
                if (File.Exists(program))
                    return program;
            }
        }

        return null;
    }
}
