"""What a filing costs among a thousand and among fifty thousand: drawn corpora, each ingested into a new dataset.

Peak memory is that of the process that was started and, what processes share counted once, of all of them at a time. The
table goes into RESULTS.md; the corpora are removed again.
"""
import sys

import corpora
import measure
import results


def measured(program, folder, jobs, dataset):
    """One ingest: its cost and the size of the dataset in MB."""
    command = [program, "ingest", folder, "--jobs", str(jobs), "--quiet", "--out", corpora.empty(dataset)]
    cost = measure.run(command, memory=True)
    corpora.assert_all_read(dataset, len(corpora.pdfs(folder)))
    return cost, sum(path.stat().st_size for path in dataset.rglob("*") if path.is_file() and not path.is_symlink()) / 1e6


def row(count, jobs, cost, size):
    wall, cpu = cost.wall, cost.cpu
    memory = [f"{peak / 1024:.0f}" for peak in (cost.peak_parent, cost.peak_tree)]
    return [f"{count:,}", jobs, f"{wall:.1f}", f"{count / wall:.0f}", f"{cpu / count * 1000:.2f}", *memory, f"{size:.1f}"]


def report(options, work):
    begun = results.circumstances("benches/scale.py", options.program)
    rows, walls, drawing = [], {}, []
    for count in options.counts:
        folder = corpora.empty(work / "drawn")
        draw = [options.program, "synth", "--count", str(count), "--seed", str(corpora.SEED), "--out", folder]
        drawing.append(f"{count:,} at {count / measure.run(draw).wall:.0f} a second")
        for jobs in (1, 2) if count in options.single else (2,):
            print(f"{count} filings, {jobs} jobs", file=sys.stderr)
            cost, size = measured(options.program, folder, jobs, work / "dataset")
            walls[count, jobs] = cost.wall
            rows.append(row(count, jobs, cost, size))
    speed_up = [f"two jobs are {walls[count, 1] / walls[count, 2]:.2f} times as fast as one at {count:,} filings"
                for count in options.counts if (count, 1) in walls]
    head = ["filings", "jobs", "wall s", "filings a second", "CPU ms a filing", "peak MiB, parent", "peak MiB, all",
            "dataset MB"]
    return "\n".join([
        begun,
        f"Drawn by `synth --seed {corpora.SEED}`: {', '.join(drawing)}. In wall time "
        f"{'; '.join(speed_up) or 'one job was not measured'}.\n",
        results.table(head, rows),
    ])


def main():
    parser = corpora.arguments(__doc__)
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000, 50_000], help="sizes")
    parser.add_argument("--single", type=int, nargs="*", default=[10_000], help="those with one job too (10000)")
    options = parser.parse_args()
    with corpora.scratch() as work:
        part = report(options, work)
    print(part) if options.print else results.write("scale", part)


if __name__ == "__main__":
    main()
