namespace Symphony.Data;

/// <summary>A file that was read.</summary>
/// <param name="Name">Its path relative to the base directory, or its bare name where an absolute path was given.</param>
/// <param name="Sha256">The SHA-256 of its bytes, 64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Its length in bytes.</param>
/// <param name="Rows">How many rows it holds, without the header.</param>
public sealed record DataInput(string Name, string Sha256, long Bytes, long Rows);
