namespace Symphony.Core

open System

/// <summary>What becomes of a position when a signal enters the other side of its name.</summary>
/// <remarks>
/// <para>It is asked of every entry on the other side, whether the position's own exit stands beside it or not:
/// the entry alone decides whether the other side is entered, the exit alone closes what is held.</para>
/// <para>Held, with an entry on the other side: Flip turns around, Exit closes, Ignore keeps. Held, with that
/// entry and its own exit at the same bar: Flip turns around, Exit closes, Ignore closes. These are the modes
/// Reverse, Close and Ignore of vectorbt's <c>upon_opposite_entry</c>.</para>
/// </remarks>
[<RequireQualifiedAccess>]
type OppositeEntry =
    /// <summary>It is turned around.</summary>
    | Flip = 0
    /// <summary>It is closed, and the other side is not entered.</summary>
    | Exit = 1
    /// <summary>It is kept, and the entry is lost: only its own exit closes it.</summary>
    | Ignore = 2

/// <summary>What a bar means at which a name is to be entered and left on the same side.</summary>
/// <remarks>
/// It is settled before anything else, whatever is held: what loses is as if it had not been signalled. vectorbt
/// calls it <c>upon_long_conflict</c> and <c>upon_short_conflict</c>.
/// </remarks>
[<RequireQualifiedAccess>]
type SignalConflict =
    /// <summary>The signals are refused by name and date.</summary>
    | Refuse = 0
    /// <summary>The exit: nothing is entered.</summary>
    | ExitWins = 1
    /// <summary>The entry: nothing is left.</summary>
    | EnterWins = 2

/// <summary>How large a position is.</summary>
[<RequireQualifiedAccess>]
type SignalSizing =
    /// <summary>Gross over the largest number of positions, however many are open.</summary>
    | PerSlot = 0
    /// <summary>Gross over the number of open positions: the whole gross is always in use.</summary>
    | Shared = 1

/// <summary>At which bars there is a decision.</summary>
[<RequireQualifiedAccess>]
type SignalRebalance =
    /// <summary>Where a position is entered, left or turned around; shares drift in between.</summary>
    | OnChange = 0
    /// <summary>At every bar from the first entry on: weights are made whole again.</summary>
    | EveryBar = 1

/// <summary>From signals to positions: how many, how large, and what contradictions mean.</summary>
type SignalSettings = {
    /// <summary>Most positions at one time, at least 1; an entry that finds no room is dropped and counted.</summary>
    MaximumPositions: int
    /// <summary>Sum of absolute weights of a full book, a fraction of equity, above zero, at most 1000.</summary>
    Gross: float
    /// <summary>How large a position is.</summary>
    Sizing: SignalSizing
    /// <summary>What becomes of a position when a signal enters the other side.</summary>
    OppositeEntry: OppositeEntry
    /// <summary>What entering and leaving one side at the same bar means.</summary>
    Conflict: SignalConflict
    /// <summary>At which bars there is a decision.</summary>
    Rebalance: SignalRebalance
}

/// <summary>The defaults of signal settings, and their check.</summary>
[<RequireQualifiedAccess>]
module SignalSettings =

    /// <summary>
    /// Ten positions of a tenth of equity each; opposite entries flip; contradictions are refused; a
    /// decision only where the book changes.
    /// </summary>
    let standard: SignalSettings = {
        MaximumPositions = 10
        Gross = 1.0
        Sizing = SignalSizing.PerSlot
        OppositeEntry = OppositeEntry.Flip
        Conflict = SignalConflict.Refuse
        Rebalance = SignalRebalance.OnChange
    }

    let private known (parameter: string) (accepted: string) (count: int) (value: int) =
        if value >= 0 && value < count then
            Ok()
        else
            Error(Invalid.Unknown(parameter, Text.number (float value), accepted))

    /// <summary>The settings themselves when every one is in its range, else the first refusal.</summary>
    /// <param name="settings">Settings to check.</param>
    let create (settings: SignalSettings) : Result<SignalSettings, Invalid> =
        Check.all [
            Check.positive "MaximumPositions" (float settings.MaximumPositions)
            Bounds.positiveAtMost Bounds.Factor "Gross" settings.Gross
            known "Sizing" "PerSlot, Shared" 2 (int settings.Sizing)
            known "OppositeEntry" "Flip, Exit, Ignore" 3 (int settings.OppositeEntry)
            known "Conflict" "Refuse, ExitWins, EnterWins" 3 (int settings.Conflict)
            known "Rebalance" "OnChange, EveryBar" 2 (int settings.Rebalance)
        ]
        |> Result.map (fun () -> settings)

    /// The side of a held name after its own exit and an entry on the other side, either or both.
    let internal sideAfter (settings: SignalSettings) isLeft isOpposed (side: int) : int =
        if isOpposed && settings.OppositeEntry = OppositeEntry.Flip then -side
        elif isLeft || isOpposed && settings.OppositeEntry = OppositeEntry.Exit then 0
        else side

    /// What a position weighs, without its sign.
    let internal weight (settings: SignalSettings) (openPositions: int) : float =
        match settings.Sizing with
        | SignalSizing.Shared -> settings.Gross / float openPositions
        | _ -> settings.Gross / float settings.MaximumPositions

    /// What one position of a full book is worth, in money.
    let internal notional (settings: SignalSettings) (equity: float) : float =
        settings.Gross / float settings.MaximumPositions * equity
