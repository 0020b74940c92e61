namespace Symphony.Core

open System

/// <summary>Looks for what is wrong with quotes of options, or with their settlements.</summary>
/// <remarks>
/// Every row is looked at by itself, and the chain of each instant and expiry together: the forward and the discount factor
/// come from the chain's own calls and puts, so that no underlying price is needed; where one is given it is used too. A
/// contract that breaks a rule does not keep its neighbours from being looked at.
/// </remarks>
[<RequireQualifiedAccess>]
module OptionAudit =

    let private keeps (repairs: AuditRepair list) (rows: OptionRows) (row: int) : bool =
        repairs
        |> List.forall (fun repair ->
            not repair.Kind.IsDropRows
            || not (AuditRepair.covers repair rows.Underlying rows.Dates[row]))

    let private refuseKeeping (repairs: AuditRepair list) : Result<unit, Invalid> =
        let wrong =
            repairs
            |> List.tryFind (fun repair -> repair.Kind.IsKeepFirst || repair.Kind.IsKeepLast)

        match wrong with
        | Some _ ->
            let reason =
                "to keep one of several rows is for bars; of options rows are dropped, or findings accepted"

            Error(Invalid.Conflict("repair", reason))
        | None -> Ok()

    /// <summary>The audit of the options on some underlyings.</summary>
    /// <param name="plan">How the underlyings are gone through.</param>
    /// <param name="settings">Colours; its thresholds are those of bars and not looked at.</param>
    /// <param name="options">Thresholds of options.</param>
    /// <param name="repairs">What was decided about earlier findings, applied first: rows dropped, findings accepted.</param>
    /// <param name="chains">The rows as the source has them, each underlying once.</param>
    let run
        (plan: WorkPlan)
        (settings: AuditSettings)
        (options: OptionSettings)
        (repairs: AuditRepair list)
        (chains: OptionRows[])
        : Result<AuditReport, Invalid> =
        let repeated =
            chains |> Array.countBy _.Underlying |> Array.tryFind (fun (_, count) -> count > 1)

        Check.all [
            AuditSettings.create settings |> Result.map ignore
            OptionSettings.create options |> Result.map ignore
            refuseKeeping repairs
            for repair in repairs do
                AuditRepair.create repair |> Result.map ignore
            match repeated with
            | Some(symbol, _) -> Error(Invalid.Duplicate("underlyings", symbol))
            | None -> Ok()
            if chains.Length = 0 then Error(Invalid.Empty "underlyings") else Ok()
        ]
        |> Result.bind (fun () ->
            let sorted = Array.copy chains

            Array.sortInPlaceWith
                (fun (a: OptionRows) (b: OptionRows) ->
                    String.CompareOrdinal(a.Underlying, b.Underlying))
                sorted

            let left =
                sorted
                |> Array.map (fun rows ->
                    [| 0 .. rows.Count - 1 |] |> Array.filter (keeps repairs rows) |> rows.Leave)

            let bySymbol: AuditFinding[][] = Array.create left.Length [||]
            let mutable isStopped = false

            plan.Schedule left.Length (fun s ->
                if plan.IsStopped() then
                    isStopped <- true
                else
                    let found = AuditFindings(settings, left[s].Underlying)
                    OptionRules.find options left[s] found
                    bySymbol[s] <- found.ToArray() |> Array.sortBy AuditFinding.contractOrder)

            if isStopped then
                Error(Invalid.Conflict("audit", "stopped before its end"))
            else
                let dates = left |> Array.collect _.Dates |> Array.distinct |> Array.sort

                let spans =
                    left
                    |> Array.map (fun rows ->
                        if rows.Count = 0 then
                            ValueNone
                        else
                            ValueSome(struct (rows.Dates[0], rows.Dates[rows.Count - 1])))

                let findings = bySymbol |> Array.map (Array.map (AuditRepair.acceptedBy repairs))

                let dropped =
                    repairs
                    |> List.map (fun repair ->
                        let count =
                            if repair.Kind.IsDropRows then
                                sorted
                                |> Array.sumBy (fun rows ->
                                    rows.Dates
                                    |> Array.filter (AuditRepair.covers repair rows.Underlying)
                                    |> Array.length)
                            else
                                0

                        { Repair = repair; Count = int64 count })

                Ok(
                    AuditReport(
                        left |> Array.map _.Underlying,
                        dates,
                        AuditMap.paint spans dates [||] findings,
                        Array.concat findings,
                        AuditRepair.countAccepted (Array.concat bySymbol) dropped,
                        left |> Array.sumBy (fun rows -> int64 rows.Count)
                    )
                ))
