using Symphony.Core;
using Symphony.Core.Interop;

namespace Symphony.Pipeline;

/// <summary>Something computed for a configuration, to be recorded in a study's ledger.</summary>
public sealed class TrialWork
{
    private readonly string configuration;
    private readonly string decisions;
    private readonly string inputs;
    private readonly NetReturns? returns;
    private readonly TrialKind kind;
    private readonly int count;

    private TrialWork(string configuration, string decisions, string inputs, NetReturns? returns, TrialKind kind, int count)
    {
        (this.configuration, this.decisions, this.inputs) = (configuration, decisions, inputs);
        (this.returns, this.kind, this.count) = (returns, kind, count);
        ReturnsBytes = returns is { Count: > 0 } ? ReturnsFile.Bytes(returns) : [];
        ReturnsHash = ReturnsBytes.Length == 0 ? "" : CanonicalJson.Hash(ReturnsBytes);
    }

    /// <summary>The returns as a file; empty when there are none.</summary>
    internal byte[] ReturnsBytes { get; }

    /// <summary>SHA-256 of that file; empty when there are no returns.</summary>
    internal string ReturnsHash { get; }

    /// <summary>Net out-of-sample returns over the reported period: how they count, the ledger says.</summary>
    /// <param name="configuration">Hash of the whole configuration.</param>
    /// <param name="decisions">Hash of the settings that decide the weights.</param>
    /// <param name="inputs">Hash of the data.</param>
    /// <param name="returns">The net returns; kept in a file beside the ledger.</param>
    public static TrialWork Outcome(string configuration, string decisions, string inputs, NetReturns returns) =>
        new(configuration, decisions, inputs, returns, TrialKind.Trial, 1);

    /// <summary>Split fits, evaluations inside training sets or paths: recorded by how many, never counted.</summary>
    /// <param name="configuration">Hash of the whole configuration.</param>
    /// <param name="decisions">Hash of the settings that decide the weights.</param>
    /// <param name="inputs">Hash of the data.</param>
    /// <param name="kind">Which of them.</param>
    /// <param name="count">How many, at least 1.</param>
    public static TrialWork Uncounted(string configuration, string decisions, string inputs, TrialKind kind, int count) =>
        new(configuration, decisions, inputs, null, kind, count);

    internal StudyEntry EntryIn(string study)
    {
        var identity = StudyEntry.Identify(study, configuration, decisions, inputs);
        return returns is null ? StudyEntry.OfWork(identity, kind, count)
            : ReturnsHash.Length == 0 ? StudyEntry.OfReturns(identity, returns)
            : StudyEntry.OfReturns(identity, returns, ReturnsHash);
    }
}
