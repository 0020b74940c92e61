using Symphony.Core.Interop;

namespace Symphony.Models;

/// <summary>A model, or what was to be given to it, cannot be used; the sentence says why.</summary>
/// <param name="parameter">The name of what is refused: a parameter, or a part of a file.</param>
/// <param name="sentence">The refusal as one sentence.</param>
/// <param name="file">The file at fault, or null where none is.</param>
public sealed class ModelRefusedException(string parameter, string sentence, string? file = null)
    : RefusedException(parameter, sentence)
{
    /// <summary>The file at fault, or null where none is.</summary>
    public string? File { get; } = file;
}
