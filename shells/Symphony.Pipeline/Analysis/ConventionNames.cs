using Symphony.Core;

namespace Symphony.Pipeline;

/// <summary>What a line of a comparison lays aside, in words.</summary>
internal static class ConventionNames
{
    internal static string Of(Convention convention) => convention switch
    {
        Convention.AsRun => "as run",
        Convention.NoBorrowFee => "no borrow fee",
        Convention.EveryShortAllowed => "every short allowed",
        Convention.NoMarginInterest => "no margin interest",
        Convention.NoCashInterest => "no interest on cash",
        Convention.NoImpact => "no market impact",
        Convention.NoSpread => "no spread or slippage",
        Convention.NoCommission => "no commission",
        Convention.NoParticipationCap => "no participation cap",
        Convention.EveryNameTrades => "every name trades",
        Convention.NoBand => "no band",
        Convention.NoLots => "no lots",
        Convention.NoCaps => "no caps on weights",
        Convention.NoCashLimit => "no limit of cash",
        Convention.SizedAtFill => "sized at the fill",
        Convention.FilledAtDecision => "filled at the decision's own close",
        Convention.FilledBeforeDecision => "filled a bar before the decision",
        _ => convention.ToString(),
    };
}
