namespace Symphony.Core

open System
open System.Collections.Generic

/// <summary>What a fitted number belongs to.</summary>
[<RequireQualifiedAccess>]
type FittedPart =
    /// <summary>The scaler: means, standard deviations, bounds, whatever brings features to one scale.</summary>
    | Scaler = 0
    /// <summary>The model: coefficients, trees, weights of a network.</summary>
    | Model = 1

/// <summary>Everything that a fit has learned, as numbers with names.</summary>
[<Sealed; AllowNullLiteral(false)>]
type FittedQuantities internal (parts: FittedPart[], names: string[], values: float[]) =

    /// The numbers themselves.
    member internal _.ValueArray: float[] = values

    /// <summary>What the numbers are, such as mean of momentum_20.</summary>
    member _.Names: IReadOnlyList<string> = Array.AsReadOnly names :> IReadOnlyList<string>

    /// <summary>The numbers; NaN for one that has no value.</summary>
    member _.Values: ReadOnlyMemory<float> = ReadOnlyMemory values

    /// <summary>What a number belongs to.</summary>
    /// <param name="quantity">Its place, from 0.</param>
    member _.Part(quantity: int) : FittedPart = parts[quantity]

/// <summary>Builds the quantities of a fit.</summary>
[<RequireQualifiedAccess>]
module FittedQuantities =

    /// <summary>Quantities from columns; the arrays are copied.</summary>
    /// <param name="parts">What each belongs to, n values.</param>
    /// <param name="names">What each is, n names, at least one.</param>
    /// <param name="values">n numbers; NaN for one that has no value.</param>
    let create
        (parts: FittedPart[])
        (names: string[])
        (values: float[])
        : Result<FittedQuantities, Invalid> =
        if values.Length = 0 then
            Error(Invalid.Empty "fitted quantities")
        else
            Check.all [
                Check.length "parts" values.Length parts.Length
                Check.length "names" values.Length names.Length
            ]
            |> Result.map (fun () ->
                FittedQuantities(Array.copy parts, Array.copy names, Array.copy values))

    /// <summary>What a linear model has learned: means, standard deviations, coefficients and intercept.</summary>
    /// <param name="model">The model.</param>
    let ofLinear (model: LinearModel) : FittedQuantities =
        let names = Array.ofSeq model.FeatureNames

        let named (what: string) =
            names |> Array.map (fun name -> $"{what} of {name}")

        FittedQuantities(
            Array.append
                (Array.create (2 * names.Length) FittedPart.Scaler)
                (Array.create (names.Length + 1) FittedPart.Model),
            Array.concat [
                named "mean"
                named "standard deviation"
                named "coefficient"
                [| "intercept" |]
            ],
            Array.concat [
                model.Scaler.MeanArray
                model.Scaler.ScaleArray
                model.CoefficientArray
                [| model.Intercept |]
            ]
        )

    /// <summary>What a scaling has learned: centres and scales, or the knots of each column and what they become.</summary>
    /// <param name="names">The features' names, in the order of the scaling's columns.</param>
    /// <param name="scaling">What was fitted.</param>
    let ofScaling (names: string[]) (scaling: FeatureScaling) : Result<FittedQuantities, Invalid> =
        Check.length "names" scaling.Width names.Length
        |> Result.map (fun () ->
            let named =
                Array.zip names (FeatureScaling.columns scaling)
                |> Array.collect (fun (name, column) ->
                    let each what (values: ReadOnlyMemory<float>) =
                        values.ToArray() |> Array.map (fun value -> $"{what} of {name}", value)

                    Array.concat [
                        [| $"centre of {name}", column.Centre; $"scale of {name}", column.Scale |]
                        each "knot" column.Knots
                        each "value of a knot" column.Values
                    ])

            FittedQuantities(
                Array.create named.Length FittedPart.Scaler,
                Array.map fst named,
                Array.map snd named
            ))

    /// <summary>What two parts of a fit have learned, the first one's quantities first.</summary>
    /// <param name="first">The first part's.</param>
    /// <param name="second">The second part's.</param>
    let both (first: FittedQuantities) (second: FittedQuantities) : FittedQuantities =
        let parts (quantities: FittedQuantities) =
            Array.init quantities.ValueArray.Length quantities.Part

        FittedQuantities(
            Array.append (parts first) (parts second),
            Array.append (Array.ofSeq first.Names) (Array.ofSeq second.Names),
            Array.append first.ValueArray second.ValueArray
        )

    /// <summary>What a stack has learned: everything its members have, each quantity with the member's name, then the weights.</summary>
    /// <param name="members">What each member has learned, in the stack's order.</param>
    /// <param name="stack">The weights.</param>
    let ofStack
        (members: FittedQuantities[])
        (stack: ScoreStack)
        : Result<FittedQuantities, Invalid> =
        Check.length "members" stack.Members.Count members.Length
        |> Result.map (fun () ->
            let names = Array.ofSeq stack.Members

            let named =
                Array.map2
                    (fun (name: string) (own: FittedQuantities) ->
                        own.Names
                        |> Seq.map (fun quantity -> $"{quantity} in {name}")
                        |> Array.ofSeq)
                    names
                    members

            let parts =
                members |> Array.map (fun own -> Array.init own.ValueArray.Length own.Part)

            FittedQuantities(
                Array.append (Array.concat parts) (Array.create names.Length FittedPart.Model),
                Array.append
                    (Array.concat named)
                    (names |> Array.map (fun name -> $"weight of {name}")),
                Array.append (members |> Array.collect _.ValueArray) stack.WeightArray
            ))
