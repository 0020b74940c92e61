/// Average linkage and silhouettes as their definitions read.
module Symphony.Core.Tests.ClusterReference

/// The mean distance of all pairs of one cluster and another.
let private between (distance: int -> int -> float) (a: int list) (b: int list) : float =
    List.allPairs a b |> List.averageBy (fun (i, j) -> distance i j)

/// From n clusters down to one: the nearest two become one.
let levels (n: int) (distance: int -> int -> float) : int list list list =
    let rec down (clusters: int list list) =
        if clusters.Length = 1 then
            [ clusters ]
        else
            let a, b =
                [
                    for i in 0 .. clusters.Length - 1 do
                        for j in i + 1 .. clusters.Length - 1 do
                            clusters[i], clusters[j]
                ]
                |> List.minBy (fun (a, b) -> between distance a b)

            let rest = clusters |> List.filter (fun c -> c <> a && c <> b)
            clusters :: down (List.sort ((List.sort (a @ b)) :: rest))

    down [ for i in 0 .. n - 1 -> [ i ] ]

/// The silhouette of one item: how much nearer its own cluster is than the next.
let silhouette (distance: int -> int -> float) (clusters: int list list) (item: int) : float =
    let own = clusters |> List.find (List.contains item)

    if own.Length = 1 then
        0.0
    else
        let inside =
            own |> List.filter (fun other -> other <> item) |> List.averageBy (distance item)

        let outside =
            clusters
            |> List.filter (fun c -> c <> own)
            |> List.map (fun c -> c |> List.averageBy (distance item))
            |> List.min

        if max inside outside > 0.0 then
            (outside - inside) / max inside outside
        else
            0.0

let meanSilhouette (n: int) (distance: int -> int -> float) (clusters: int list list) : float =
    [ 0 .. n - 1 ] |> List.averageBy (silhouette distance clusters)
