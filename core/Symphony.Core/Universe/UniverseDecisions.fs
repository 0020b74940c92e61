namespace Symphony.Core

/// <summary>Decisions without the names that were not in the universe when they were made.</summary>
[<Sealed; AllowNullLiteral(false)>]
type RestrictedDecisions internal (decisions: Decisions, droppedWeights: int, droppedNames: int) =

    /// <summary>The decisions: a name that was out has the weight 0, so that what is held of it is sold.</summary>
    member _.Decisions: Decisions = decisions

    /// <summary>How many weights other than 0 were set to 0.</summary>
    member _.DroppedWeights: int = droppedWeights

    /// <summary>How many names had at least one of them.</summary>
    member _.DroppedNames: int = droppedNames

/// <summary>What a universe does to decisions.</summary>
[<RequireQualifiedAccess>]
module UniverseDecisions =

    let private sameAxes (universe: Universe) (decisions: Decisions) : Result<unit, Invalid> =
        if universe.Axes.SameAs decisions.Axes then
            Ok()
        else
            Error(Invalid.Conflict("universe", "is of other bars or symbols"))

    /// <summary>The decisions with the target 0 for every name that is out at the decision's bar.</summary>
    /// <param name="universe">Over the same bars and symbols.</param>
    /// <param name="decisions">Target weights.</param>
    /// <remarks>
    /// No new position in a name that is out, and one that is held is closed by the next decision. At a bar without a
    /// decision shares drift, in the universe or not; but where nobody is in, from the first decision on, the target 0
    /// of all is decided. The other weights stay as they are.
    /// </remarks>
    let restrict
        (universe: Universe)
        (decisions: Decisions)
        : Result<RestrictedDecisions, Invalid> =
        sameAxes universe decisions
        |> Result.bind (fun () ->
            let axes = decisions.Axes
            let weights = Array.copy decisions.Array
            let dropped: int[] = Array.zeroCreate axes.SymbolCount

            for cell in 0 .. weights.Length - 1 do
                if universe.Array[cell] <> 0uy && weights[cell] <> 0.0 then
                    weights[cell] <- 0.0
                    dropped[cell % axes.SymbolCount] <- dropped[cell % axes.SymbolCount] + 1

            let decided = Array.copy decisions.Decided
            let mutable hasBegun = false

            for t in 0 .. axes.BarCount - 1 do
                hasBegun <- hasBegun || decided[t]

                if hasBegun && universe.Count(t, UniverseVerdict.In) = 0 then
                    decided[t] <- true

            Decisions.create axes decided weights
            |> Result.map (fun restricted ->
                RestrictedDecisions(
                    restricted,
                    Array.sum dropped,
                    dropped |> Array.filter (fun count -> count > 0) |> Array.length
                )))

    /// <summary>Equal weights in the names that are in, made of equal weights in all that can trade.</summary>
    /// <param name="universe">Over the same bars and symbols.</param>
    /// <param name="rebalanceBars">Bars after which weights are made equal again though no name came or went.</param>
    /// <param name="equalWeights">Equal weights in all tradable names, decided whenever their set changes.</param>
    /// <remarks>
    /// Decided at the first bar with a name, at every bar at which the set of names has changed, and that many bars
    /// after the last decision: the rule that the given decisions follow, so that a universe with every name in it
    /// gives them back.
    /// </remarks>
    let equalWeight
        (universe: Universe)
        (rebalanceBars: int)
        (equalWeights: Decisions)
        : Result<Decisions, Invalid> =
        sameAxes universe equalWeights
        |> Result.bind (fun () ->
            let axes = equalWeights.Axes
            let width = axes.SymbolCount
            let decided = Array.zeroCreate<bool> axes.BarCount
            let weights = Array.zeroCreate<float>(axes.BarCount * width)
            let tradable = Array.zeroCreate<bool> width
            let members = Array.zeroCreate<bool> width
            let mutable hasBegun = false
            let mutable lastDecision = -1

            for t in 0 .. axes.BarCount - 1 do
                if equalWeights.IsDecided t then
                    hasBegun <- true

                    for i in 0 .. width - 1 do
                        tradable[i] <- equalWeights.Array[t * width + i] > 0.0

                if hasBegun then
                    let mutable hasChanged = false
                    let mutable count = 0

                    for i in 0 .. width - 1 do
                        let isMember = tradable[i] && universe.IsIn(t, i)
                        hasChanged <- hasChanged || isMember <> members[i]
                        members[i] <- isMember
                        count <- count + (if isMember then 1 else 0)

                    let isDue =
                        count > 0 && (lastDecision < 0 || t - lastDecision >= rebalanceBars)

                    if hasChanged || isDue then
                        decided[t] <- true
                        lastDecision <- t

                        for i in 0 .. width - 1 do
                            if members[i] then
                                weights[t * width + i] <- 1.0 / float count

            Decisions.create axes decided weights)
