[assembly: AssemblyFixture(typeof(Portcullis.Testing.PostgresFixture))]
