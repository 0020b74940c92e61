using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>A stage cannot run by itself, as what it needs is not finished.</summary>
public sealed class StageRefusedException : RefusedException
{
    /// <summary>A refusal of one stage.</summary>
    /// <param name="stage">The stage that was asked for.</param>
    /// <param name="missing">The first stage it needs that is not finished.</param>
    public StageRefusedException(string stage, string missing)
        : base("only", $"{stage} needs {missing}, which is not finished for this configuration and these inputs; symphony run CONFIG.yaml --only {missing} makes it, symphony run CONFIG.yaml all there is") =>
        (Stage, Missing) = (stage, missing);

    /// <summary>The stage that was asked for.</summary>
    public string Stage { get; }

    /// <summary>The first stage it needs that is not finished.</summary>
    public string Missing { get; }
}
