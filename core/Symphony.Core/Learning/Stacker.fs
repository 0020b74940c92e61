namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>Where the weights of a stack come from.</summary>
[<RequireQualifiedAccess>]
type StackOrigin =
    /// <summary>Every member counts the same.</summary>
    | Equal = 0
    /// <summary>The weights were stated.</summary>
    | Stated = 1
    /// <summary>The weights were fitted on out-of-fold scores.</summary>
    | Fitted = 2
    /// <summary>Weights were to be fitted, and no member's scores went with the outcome: every member counts the same.</summary>
    | NoneHelped = 3

/// <summary>How the scores of several members become one.</summary>
[<Sealed; AllowNullLiteral(false)>]
type ScoreStack
    internal
    (members: string[], weights: float[], scale: ScoreScale, origin: StackOrigin, rows: int) =

    /// The weights themselves.
    member internal _.WeightArray: float[] = weights

    /// <summary>The members' names, m of them, in the order of the weights.</summary>
    member _.Members: IReadOnlyList<string> =
        Array.AsReadOnly members :> IReadOnlyList<string>

    /// <summary>m weights, none negative; they sum to 1.</summary>
    member _.Weights: ReadOnlyMemory<float> = ReadOnlyMemory weights

    /// <summary>To which scale each member's scores are brought, date by date, before they are added.</summary>
    member _.Scale: ScoreScale = scale

    /// <summary>Where the weights come from.</summary>
    member _.Origin: StackOrigin = origin

    /// <summary>How many rows the weights were fitted on; 0 where they were not.</summary>
    member _.FittedRows: int = rows

/// <summary>The Conductor's mathematics: combines the scores of several models into one.</summary>
/// <remarks>
/// Members' scores may be in any unit, so each is brought to one scale on each date before it counts; the
/// combined score is the mean of the scaled scores by weight. Weights are fitted as in Breiman (1996), "Stacked
/// regressions", Machine Learning 24, section 2: least squares of the outcome on the members' out-of-fold
/// scores with no negative coefficient; then, as the super learner does (van der Laan, Polley and Hubbard,
/// 2007, Statistical Applications in Genetics and Molecular Biology 6; method NNLS of its software), they are
/// divided by their sum. The size of a scaled score is nobody's forecast, so the sum of the coefficients says
/// nothing: dividing by it leaves, of all means of the members, the one that correlates best with the outcome.
/// </remarks>
[<RequireQualifiedAccess>]
module Stacker =

    /// What is added to the diagonal, as a share of its mean: members that say the same share their weight.
    let internal ridge = 1e-6

    let private checkMembers (members: string[]) : Result<unit, Invalid> =
        match members |> Array.countBy id |> Array.tryFind (fun (_, count) -> count > 1) with
        | _ when members.Length = 0 -> Error(Invalid.Empty "members")
        | Some(name, _) -> Error(Invalid.Duplicate("members", name))
        | None -> Ok()

    let private shares (coefficients: float[]) : float[] =
        let sum = Array.fold (+) 0.0 coefficients
        coefficients |> Array.map (fun coefficient -> coefficient / sum)

    let private alike (members: string[]) : float[] =
        Array.create members.Length (1.0 / float members.Length)

    /// <summary>A stack in which every member counts the same.</summary>
    /// <param name="scale">To which scale scores are brought on each date.</param>
    /// <param name="members">Distinct names, at least one.</param>
    let equal (scale: ScoreScale) (members: string[]) : Result<ScoreStack, Invalid> =
        checkMembers members
        |> Result.map (fun () ->
            ScoreStack(Array.copy members, alike members, scale, StackOrigin.Equal, 0))

    /// <summary>A stack of stated weights.</summary>
    /// <param name="scale">To which scale scores are brought on each date.</param>
    /// <param name="members">Distinct names, m of them, at least one.</param>
    /// <param name="weights">m values, none negative, at most 1e100 and not all 0; they are divided by their sum.</param>
    let stated
        (scale: ScoreScale)
        (members: string[])
        (weights: float[])
        : Result<ScoreStack, Invalid> =
        let one weight = Check.within "weights" 0.0 1e100 weight

        match
            Check.all [
                checkMembers members
                Check.length "weights" members.Length weights.Length
                Check.all [ for weight in weights -> one weight ]
            ]
        with
        | Error invalid -> Error invalid
        | Ok() when weights |> Array.forall (fun weight -> weight = 0.0) ->
            Error(Invalid.Conflict("weights", "all are zero, so no member counts"))
        | Ok() -> Ok(ScoreStack(Array.copy members, shares weights, scale, StackOrigin.Stated, 0))

    /// Each column on one scale, or the first refusal.
    let private scaled
        (scale: ScoreScale)
        (dates: int[])
        (columns: float[][])
        : Result<float[][], Invalid> =
        let each = columns |> Array.map (ScoreScale.byDate scale dates)

        match
            each
            |> Array.tryPick (function
                | Error invalid -> Some invalid
                | Ok _ -> None)
        with
        | Some invalid -> Error invalid
        | None -> Ok(each |> Array.choose Result.toOption)

    /// The rows on which every column has a value.
    let private whole (columns: float[][]) (outcomes: float[]) : float[][] * float[] =
        let rows =
            [| 0 .. outcomes.Length - 1 |]
            |> Array.filter (fun row ->
                not (Double.IsNaN outcomes[row])
                && columns |> Array.forall (fun column -> not (Double.IsNaN column[row])))

        let keep (column: float[]) =
            rows |> Array.map (fun row -> column[row])

        columns |> Array.map keep, keep outcomes

    /// The sums of products of the columns with each other, and with the outcomes.
    let private normalEquations (columns: float[][]) (outcomes: float[]) : float[] * float[] =
        let width = columns.Length
        let gram: float[] = Array.zeroCreate (width * width)

        let product (a: float[]) (b: float[]) =
            Kernels.dot (ReadOnlySpan a) (ReadOnlySpan b)

        let mutable trace = 0.0

        for j in 0 .. width - 1 do
            for k in 0..j do
                let sum = product columns[j] columns[k]
                gram[j * width + k] <- sum
                gram[k * width + j] <- sum

            trace <- trace + gram[j * width + j]

        // Members whose scores never differ within a date have no sums at all: any positive diagonal will do.
        let least = if trace > 0.0 then ridge * trace / float width else 1.0

        for j in 0 .. width - 1 do
            gram[j * width + j] <- gram[j * width + j] + least

        gram, columns |> Array.map (fun column -> product column outcomes)

    /// <summary>A stack whose weights are fitted on scores of rows that the members were not fitted on.</summary>
    /// <param name="scale">To which scale scores, and outcomes, are brought on each date.</param>
    /// <param name="members">Distinct names, m of them, at least one.</param>
    /// <param name="dates">n numbers of the rows' dates that never decrease.</param>
    /// <param name="scores">For each member n out-of-fold scores; NaN for none.</param>
    /// <param name="outcomes">n outcomes, such as labels; NaN for none.</param>
    /// <remarks>
    /// Outcomes are brought to the scale of the scores, date by date: a day of large moves counts as much as
    /// any other. Rows on which a member has no score or there is no outcome are left out; more than m rows
    /// must be left. A ridge of 1e-6 of the mean diagonal lets members that say the same share their weight.
    /// Where no member's scores go with the outcome, every member counts the same, and the origin says so.
    /// </remarks>
    let fit
        (scale: ScoreScale)
        (members: string[])
        (dates: int[])
        (scores: float[][])
        (outcomes: float[])
        : Result<ScoreStack, Invalid> =
        match
            checkMembers members,
            Check.length "scores" members.Length scores.Length,
            scaled scale dates (Array.append scores [| outcomes |])
        with
        | Error invalid, _, _
        | _, Error invalid, _
        | _, _, Error invalid -> Error invalid
        | Ok(), Ok(), Ok columns ->
            let columns, outcomes = whole columns[.. members.Length - 1] columns[members.Length]

            if outcomes.Length <= members.Length then
                Error(Invalid.Insufficient("scores", members.Length + 1, outcomes.Length))
            else
                let gram, moments = normalEquations columns outcomes

                NonNegativeLeastSquares.solve gram moments
                |> Result.map (fun coefficients ->
                    let weights, origin =
                        if coefficients |> Array.exists (fun coefficient -> coefficient > 0.0) then
                            shares coefficients, StackOrigin.Fitted
                        else
                            alike members, StackOrigin.NoneHelped

                    ScoreStack(Array.copy members, weights, scale, origin, outcomes.Length))

    /// The mean by weight of the members that have a score; where these have no weight, their plain mean.
    let private mean (weights: float[]) (columns: float[][]) (row: int) : float =
        let mutable weighted = 0.0
        let mutable plain = 0.0
        let mutable weight = 0.0
        let mutable count = 0

        for j in 0 .. weights.Length - 1 do
            let score = columns[j][row]

            if not (Double.IsNaN score) then
                weighted <- weighted + weights[j] * score
                weight <- weight + weights[j]
                plain <- plain + score
                count <- count + 1

        if count = 0 then nan
        elif count = weights.Length then weighted
        elif weight > 0.0 then weighted / weight
        else plain / float count

    /// <summary>One score for each row.</summary>
    /// <param name="stack">Members and weights.</param>
    /// <param name="dates">n numbers of the rows' dates that never decrease.</param>
    /// <param name="scores">For each member, in the stack's order, n scores; NaN for none.</param>
    /// <remarks>
    /// n scores. A member without a score of a row leaves its weight to the others, in proportion to theirs; if
    /// none of them has any weight they count the same; a row that no member scores is NaN. A date's scores
    /// follow from that date's alone.
    /// </remarks>
    let combine (stack: ScoreStack) (dates: int[]) (scores: float[][]) : Result<float[], Invalid> =
        Check.length "scores" stack.Members.Count scores.Length
        |> Result.bind (fun () -> scaled stack.Scale dates scores)
        |> Result.map (fun columns -> Array.init dates.Length (mean stack.WeightArray columns))
