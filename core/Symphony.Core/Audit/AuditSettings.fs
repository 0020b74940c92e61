namespace Symphony.Core

/// <summary>When something counts as a finding, and how grave each finding is.</summary>
[<NoComparison>]
type AuditSettings = {
    /// <summary>Sessions missing in a row from which <c>missing_sessions</c> has its own colour; fewer are amber. At least 1.</summary>
    GraveGap: int
    /// <summary>Sessions missing in a row from which the symbol may be another company's. At least 2.</summary>
    ReuseGap: int
    /// <summary>Share of a session's bars that may be missing without a finding, in [0, 1].</summary>
    MissingShare: float
    /// <summary>Share of a session's missing bars from which the day is red, in [0, 1].</summary>
    GraveMissingShare: float
    /// <summary>Share of the names alive below which a date is thin, in [0, 1].</summary>
    ThinShare: float
    /// <summary>Share of the names without volume above which the volumes of a date are lost, in [0, 1].</summary>
    LostVolumeShare: float
    /// <summary>Rows with the same four prices, from which a run is stale. At least 2.</summary>
    StaleRows: int
    /// <summary>Smallest log return that may be an outlier, above zero.</summary>
    OutlierReturn: float
    /// <summary>Robust standard deviations from the neighbourhood's median beyond which a return is an outlier, above zero.</summary>
    OutlierDeviations: float
    /// <summary>Returns before and after, each, that are the neighbourhood. At least 5.</summary>
    OutlierNeighbours: int
    /// <summary>Share of the move that a spike leaves standing at most, in [0, 1).</summary>
    SpikeRemainder: float
    /// <summary>Log distance from a split's ratio within which a jump is like it, above zero.</summary>
    SplitTolerance: float
    /// <summary>Sessions before the market's last from which an end needs a reason. At least 1.</summary>
    EndsEarlySessions: int
    /// <summary>Session dates from which a continuous future is of its next contract, epoch days; empty where none is stated.</summary>
    RollDates: int list
    /// <summary>Robust standard deviations of moves from session to session beyond which a roll jumps, above zero.</summary>
    RollDeviations: float
    /// <summary>Colours that differ from the rules' own; Green drops the rule's findings.</summary>
    Colours: Map<AuditRule, AuditColour>
}

/// <summary>Settings of the audit.</summary>
[<RequireQualifiedAccess>]
module AuditSettings =

    /// <summary>For daily rows.</summary>
    let daily: AuditSettings = {
        GraveGap = 3
        ReuseGap = 60
        MissingShare = 0.0
        GraveMissingShare = 0.5
        ThinShare = 0.5
        LostVolumeShare = 0.5
        StaleRows = 5
        OutlierReturn = 0.15
        OutlierDeviations = 10.0
        OutlierNeighbours = 21
        SpikeRemainder = 0.25
        SplitTolerance = 0.02
        EndsEarlySessions = 5
        RollDates = []
        RollDeviations = 2.0
        Colours = Map.empty
    }

    /// <summary>For rows within the day: smaller moves are suspect, quiet minutes are usual.</summary>
    let intraday: AuditSettings = {
        daily with
            MissingShare = 0.02
            StaleRows = 60
            OutlierReturn = 0.02
            OutlierNeighbours = 60
    }

    /// <summary>The settings themselves, or the first value that is out of range.</summary>
    /// <param name="settings">What was given.</param>
    let create (settings: AuditSettings) : Result<AuditSettings, Invalid> =
        let atLeast name minimum value =
            Check.within name (float minimum) 1e9 (float value)

        Check.all [
            atLeast "graveGap" 1 settings.GraveGap
            atLeast "reuseGap" 2 settings.ReuseGap
            Check.within "missingShare" 0.0 1.0 settings.MissingShare
            Check.within "graveMissingShare" 0.0 1.0 settings.GraveMissingShare
            Check.within "thinShare" 0.0 1.0 settings.ThinShare
            Check.within "lostVolumeShare" 0.0 1.0 settings.LostVolumeShare
            atLeast "staleRows" 2 settings.StaleRows
            Check.positive "outlierReturn" settings.OutlierReturn
            Check.positive "outlierDeviations" settings.OutlierDeviations
            atLeast "outlierNeighbours" 5 settings.OutlierNeighbours
            Check.within "spikeRemainder" 0.0 0.99 settings.SpikeRemainder
            Check.positive "splitTolerance" settings.SplitTolerance
            atLeast "endsEarlySessions" 1 settings.EndsEarlySessions
            Check.positive "rollDeviations" settings.RollDeviations
        ]
        |> Result.map (fun () -> settings)

    /// <summary>The colour of a rule's findings under these settings.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="rule">The rule.</param>
    let colour (settings: AuditSettings) (rule: AuditRule) : AuditColour =
        match Map.tryFind rule settings.Colours with
        | Some colour -> colour
        | None -> AuditRule.standardColour rule
