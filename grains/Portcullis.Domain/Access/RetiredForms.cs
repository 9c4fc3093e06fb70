namespace Portcullis.Domain.Access;

/// <summary>How events of older programs are read.</summary>
public static class RetiredForms
{
    /// <summary>Until names were sealed: the name stood in the clear, beside who did it, and a key was its own holder.</summary>
    public static readonly EventUpcast KeyWithItsNameInTheClear = new("api_key_created", "api_key_created_v2", created =>
    {
        created["holder"] = created["keyId"]!.DeepClone();
        created["sealedName"] = created["name"]!.DeepClone();
        created["by"] = Pseudonym.Of(created["by"]!.GetValue<string>());
        created.Remove("name");
    });
}
