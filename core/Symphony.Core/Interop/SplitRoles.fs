namespace Symphony.Core.Interop

open Symphony.Core

/// <summary>Says of every observation what a split does with it.</summary>
[<Sealed; AbstractClass>]
type SplitRoles =

    /// <summary>The roles of a combinatorial split or a fold: train, test, purged, embargoed.</summary>
    /// <param name="split">The split.</param>
    static member Of(split: CombinatorialSplit) : ObservationRoles =
        Refusal.ifNull "split" split
        ObservationRoles.ofSplit split

    /// <summary>The roles of a window of a walk: train, test (what it scores), purged, embargoed.</summary>
    /// <param name="window">The window.</param>
    static member Of(window: WalkForwardWindow) : ObservationRoles =
        Refusal.ifNull "window" window
        ObservationRoles.ofWindow window

    /// <summary>The latest dates of training set aside to choose or stop a model by.</summary>
    /// <param name="roles">The roles before.</param>
    /// <param name="share">The share of the distinct training bars, rounded up, above 0 and below 1.</param>
    /// <param name="embargo">How long must have passed from the end of a training label to the first validation bar.</param>
    /// <param name="observations">The observations.</param>
    /// <exception cref="RefusedException">A share that is none, or that leaves nothing to train on.</exception>
    static member WithValidation
        (roles: ObservationRoles, share: float, embargo: EmbargoLength, observations: Observations)
        : ObservationRoles =
        Refusal.ifNull "roles" roles
        Refusal.ifNull "embargo" embargo
        Refusal.ifNull "observations" observations

        ObservationRoles.withValidation share embargo.Value observations.Spans roles
        |> Refusal.orRaise
