namespace Portcullis.Domain.Access;

/// <summary>Why a key can't be created, revoked or forgotten.</summary>
public enum AccessRefusal
{
    KeyUnknown,
    HolderUnknown,

    /// <summary>Nothing may be written any more about a holder who was forgotten.</summary>
    HolderForgotten,

    /// <summary>No valid key with the admin role would be left.</summary>
    LastAdmin,
}
