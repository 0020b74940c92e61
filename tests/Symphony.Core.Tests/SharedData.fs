namespace Symphony.Core.Tests

open System
open System.IO
open NUnit.Framework

/// Real data beside the checkout (../shared/data), or where SYMPHONY_SHARED says; not part of the
/// repository.
[<RequireQualifiedAccess>]
module SharedData =

    let private roots: seq<string> =
        seq {
            match Environment.GetEnvironmentVariable "SYMPHONY_SHARED" with
            | null
            | "" -> ()
            | named -> yield named

            let mutable folder: DirectoryInfo | null =
                DirectoryInfo TestContext.CurrentContext.TestDirectory

            while not (isNull folder) do
                yield Path.Combine((Unchecked.nonNull folder).FullName, "shared")
                folder <- (Unchecked.nonNull folder).Parent
        }

    let private under (folder: string) (relative: string) : string =
        let candidates =
            roots
            |> Seq.map (fun root -> Path.Combine(root, folder, relative))
            |> Seq.filter File.Exists

        match Seq.tryHead candidates with
        | Some found -> found
        | None ->
            Assert.Ignore
                $"shared/{folder}/{relative} is not beside this checkout; SYMPHONY_SHARED can name the folder"

            ""

    /// The path of a file under shared/data; where there is none the test is ignored, and says so.
    let path (relative: string) : string = under "data" relative

    /// The path of a file of published cases under shared/reference; likewise.
    let reference (relative: string) : string = under "reference" relative
