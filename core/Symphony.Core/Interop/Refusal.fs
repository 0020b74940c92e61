namespace Symphony.Core.Interop

open System

open Symphony.Core

/// <summary>Refused input: the sentence says which parameter, which value, and what would do.</summary>
/// <remarks>
/// The one exception for input that cannot be used, in the core's C# face and in the shells, so that a
/// caller catches one type.
/// </remarks>
/// <param name="parameter">The name of the refused parameter.</param>
/// <param name="sentence">The refusal as one sentence.</param>
type RefusedException(parameter: string, sentence: string) =
    inherit ArgumentException(sentence, parameter)

    /// <summary>The refusal as one sentence, nothing appended.</summary>
    member _.Sentence: string = sentence

    /// <summary>The refusal as one sentence, nothing appended.</summary>
    override _.Message: string = sentence

/// The only place in the core that raises.
[<RequireQualifiedAccess>]
module internal Refusal =

    /// The value, or the refusal as a <see cref="RefusedException"/>.
    let orRaise (result: Result<'value, Invalid>) : 'value =
        match result with
        | Ok value -> value
        | Error invalid -> raise (RefusedException(invalid.Parameter, invalid.ToString()))

    /// The value of a caller's function, or what it refused; any other exception is the caller's own.
    let caught (compute: unit -> 'value) : Result<'value, Invalid> =
        try
            Ok(compute ())
        with :? RefusedException as refused ->
            let parameter = refused.ParamName |> Option.ofObj |> Option.defaultValue "input"
            // The sentence names the parameter at its start, as this refusal will again.
            let isNamed = refused.Sentence.StartsWith(parameter, StringComparison.Ordinal)

            let reason =
                if isNamed then
                    refused.Sentence.Substring(parameter.Length).TrimStart(':', ' ')
                else
                    refused.Sentence

            Error(Invalid.Conflict(parameter, reason))

    /// Nothing, or ArgumentNullException: what a C# caller expects of a null argument.
    let ifNull (parameter: string) (value: obj | null) : unit =
        ArgumentNullException.ThrowIfNull(value, parameter)
