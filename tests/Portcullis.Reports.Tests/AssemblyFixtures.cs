using Portcullis.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
