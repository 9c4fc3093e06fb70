using Portcullis.Cli;

return await CommandLine.RunAsync(args, CliEnvironment.Process);
