namespace Symphony.Core

open System

/// Clusters by average linkage, and how well each number of clusters separates them.
[<RequireQualifiedAccess>]
module internal AverageLinkage =

    /// Two clusters that become one, each named by its lowest member, at the mean distance of their members.
    [<Struct; NoComparison>]
    type Merge = { Kept: int; Lost: int; Distance: float }

    /// The n - 1 merges in order of distance. Nearest neighbours are followed until two are each other's
    /// nearest; of equals the one before, then the lowest, is taken. The distances are overwritten.
    let merges (n: int) (distances: float[]) : Merge[] =
        let sizes = Array.create n 1
        let isAlive = Array.create n true
        let chain = Array.zeroCreate<int> n
        let found = Array.zeroCreate<Merge>(n - 1)
        let heights = Array.zeroCreate<float> n
        let mutable length = 0

        let nearest (cluster: int) (before: int) : int =
            let mutable at = before
            let mutable best = if before >= 0 then distances[cluster * n + before] else infinity

            for other in 0 .. n - 1 do
                if isAlive[other] && other <> cluster then
                    let distance = distances[cluster * n + other]

                    if at < 0 || distance < best then
                        best <- distance
                        at <- other

            at

        for step in 0 .. n - 2 do
            if length = 0 then
                chain[0] <- Array.IndexOf(isAlive, true)
                length <- 1

            let mutable next =
                nearest chain[length - 1] (if length > 1 then chain[length - 2] else -1)

            while length < 2 || next <> chain[length - 2] do
                chain[length] <- next
                length <- length + 1
                next <- nearest chain[length - 1] chain[length - 2]

            let a = min chain[length - 1] chain[length - 2]
            let b = max chain[length - 1] chain[length - 2]
            length <- length - 2

            // Rounding may put a cluster lower than its parts; the order of merges must not follow it.
            heights[a] <- max distances[a * n + b] (max heights[a] heights[b])
            found[step] <- { Kept = a; Lost = b; Distance = heights[a] }

            let ofA = float sizes[a]
            let ofB = float sizes[b]
            isAlive[b] <- false
            sizes[a] <- sizes[a] + sizes[b]

            for other in 0 .. n - 1 do
                if isAlive[other] && other <> a then
                    let mean =
                        (ofA * distances[a * n + other] + ofB * distances[b * n + other])
                        / (ofA + ofB)

                    distances[a * n + other] <- mean
                    distances[other * n + a] <- mean

        // A stable order: of equal distances the merge that was found first, so parts before wholes.
        found |> List.ofArray |> List.sortBy _.Distance |> Array.ofList

    /// A level of the tree: how many clusters, which one each item is in (named by its lowest member), and
    /// the silhouettes.
    [<Struct; NoComparison>]
    type Level = {
        Clusters: int
        ClusterOf: int[]
        /// The mean of all items' silhouettes.
        Mean: float
    }

    /// Each item's silhouette: how much nearer its own cluster is than the next; 0 for an item alone.
    let silhouettes (n: int) (distances: float[]) (clusterOf: int[]) : float[] =
        let sums = Array.zeroCreate<float> n
        let sizes = clusterOf |> Array.countBy id |> dict

        Array.init n (fun item ->
            let own = clusterOf[item]

            if sizes[own] = 1 then
                0.0
            else
                for cluster in sizes.Keys do
                    sums[cluster] <- 0.0

                for other in 0 .. n - 1 do
                    sums[clusterOf[other]] <- sums[clusterOf[other]] + distances[item * n + other]

                let inside = sums[own] / float (sizes[own] - 1)
                let mutable outside = infinity

                for cluster in sizes.Keys do
                    if cluster <> own then
                        outside <- min outside (sums[cluster] / float sizes[cluster])

                let larger = max inside outside
                if larger > 0.0 then (outside - inside) / larger else 0.0)

    /// The level from n - 1 to 2 clusters with the largest mean silhouette, of equals the one with more
    /// clusters; none of fewer than three items.
    let best (n: int) (distances: float[]) (merges: Merge[]) : Level voption =
        // Sums of distances to the members of each cluster, cluster after cluster.
        let sums = Array.copy distances
        let clusterOf = Array.init n id
        let sizes = Array.create n 1
        let nearest = Array.create n -1
        let mutable found = ValueNone

        let toNearest (item: int) : float =
            let cluster = nearest[item]
            sums[cluster * n + item] / float sizes[cluster]

        let findNearest (item: int) : unit =
            nearest[item] <- -1

            for cluster in 0 .. n - 1 do
                if sizes[cluster] > 0 && cluster <> clusterOf[item] then
                    if
                        nearest[item] < 0
                        || sums[cluster * n + item] / float sizes[cluster] < toNearest item
                    then
                        nearest[item] <- cluster

        for step in 0 .. n - 3 do
            let kept = merges[step].Kept
            let lost = merges[step].Lost

            Kernels.add
                (ReadOnlySpan(sums, kept * n, n))
                (ReadOnlySpan(sums, lost * n, n))
                (Span(sums, kept * n, n))

            sizes[kept] <- sizes[kept] + sizes[lost]
            sizes[lost] <- 0

            for item in 0 .. n - 1 do
                if clusterOf[item] = lost then
                    clusterOf[item] <- kept

            let mutable sum = 0.0

            for item in 0 .. n - 1 do
                // The mean distance to a merged cluster lies between those to its parts: what was nearest
                // stays nearest unless it was one of them.
                if nearest[item] < 0 || nearest[item] = kept || nearest[item] = lost then
                    findNearest item

                let size = sizes[clusterOf[item]]

                if size > 1 then
                    let inside = sums[clusterOf[item] * n + item] / float (size - 1)
                    let outside = toNearest item
                    let larger = max inside outside
                    let silhouette = if larger > 0.0 then (outside - inside) / larger else 0.0
                    sum <- sum + silhouette

            let mean = sum / float n

            match found with
            | ValueSome level when level.Mean >= mean -> ()
            | _ ->
                found <-
                    ValueSome {
                        Clusters = n - 1 - step
                        ClusterOf = Array.copy clusterOf
                        Mean = mean
                    }

        found
