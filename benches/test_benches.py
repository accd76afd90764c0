"""What the benchmark makes of what it is told: costs of trees of processes, counts, rates, ratios, markers."""
import json
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import compare
import corpora
import counts
import measure
import results
import stages

# What callgrind writes: `near` calls `far`, whose code is in two source files, and itself once more.
CALLGRIND = """\
events: Ir
fl=(1) near.rs
fn=(1) crate::near
10 5
cfi=(2) far.rs
cfn=(2) crate::far
calls=2 30
+1 60
* 7
fn=(2)
30 20
fi=(3) inlined.rs
+3 4
cfn=(3) crate::far'2
calls=1 30
30 36
fn=(3)
30 36
totals: 72
"""
DIVAN = """\
stages            fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ 1 extract                    │               │               │               │         │
│  ├─ FF301 en    70.09 ms      │ 77.01 ms      │ 71.5 ms       │ 72 ms         │ 20      │ 20
│  │              199.7 item/s  │ 181.7 item/s  │ 195.8 item/s  │ 194 item/s    │         │
│  ╰─ legacy zh   1.009 ms      │ 1.101 ms      │ 1.02 ms       │ 1.03 ms       │ 20      │ 20
│                 13.87 Kitem/s │ 12.71 Kitem/s │ 13.72 Kitem/s │ 13.5 Kitem/s  │         │
╰─ 2 layout                     │               │               │               │         │
   ╰─ FF301 en    1 ms          │ 1 ms          │ 1 ms          │ 1 ms          │ 20      │ 20
                  14 Kitem/s    │ 14 Kitem/s    │ 14 Kitem/s    │ 14 Kitem/s    │         │
"""
# A process whose child holds 64 MiB until it is told to end.
HOLD = """
import os, sys
if (child := os.fork()) == 0:
    held = bytearray(b"x") * (64 << 20)
    print("held", flush=True)
    sys.stdin.read()
    os._exit(0)
os.wait()
"""


class Measure(unittest.TestCase):
    def test_grandchildren_are_counted_waited_for_or_not(self):
        for how, cpu in measure.prove().items():
            self.assertGreaterEqual(cpu, 0.25, how)

    def test_a_command_that_fails_has_no_cost(self):
        with self.assertRaisesRegex(measure.Failed, "exit code 3\nof no use"):
            measure.run([sys.executable, "-c", "import sys; print('of no use', file=sys.stderr); sys.exit(3)"])

    def test_the_memory_of_children_is_seen(self):
        with subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            child.stdout.readline()
            watch, began = measure.Watch(child.pid), time.monotonic()
            while watch.tree < 64 << 10 and time.monotonic() - began < 20:
                time.sleep(0.01)
            child.stdin.close()
            child.wait()
        parent, tree = watch.peaks()
        self.assertGreaterEqual(tree, 64 << 10)
        self.assertTrue(0 < parent < 64 << 10, parent)


class Counts(unittest.TestCase):
    def test_a_function_is_one_wherever_its_lines_come_from(self):
        found = counts.read(CALLGRIND.splitlines())
        self.assertEqual(found.total, 72)
        self.assertEqual(found.exclusive, {"crate::near": 12, "crate::far": 60})
        self.assertEqual(found.inclusive, {"crate::near": 72, "crate::far": 60})

    def test_what_both_runs_have_is_no_cost_of_a_filing(self):
        start = counts.Counts(100, {"f": 40, "once": 30}, {"f": 10})
        more = counts.Counts(500, {"f": 240, "once": 30}, {"f": 90})
        self.assertEqual(more.minus(start, 4), counts.Counts(100, {"f": 50, "once": 0}, {"f": 20}))


class Rates(unittest.TestCase):
    def test_rates_are_read_by_stage_and_kind(self):
        found = stages.rates(DIVAN)
        self.assertEqual(list(map(float, found["1 extract"]["FF301 en"])), [195.8, 199.7])
        table = stages.table(found)
        self.assertIn("| 1 extract | 196 (200) | 13,720 (13,870) |\n| 2 layout | 14,000 (14,000) | – |", table)


class Comparison(unittest.TestCase):
    def tool(self, name, milliseconds, most=0):
        rounds = [[measure.Cost(cost / 1000, cost / 500) for cost in costs] for costs in milliseconds]
        return compare.Tool(name, "1.0", None, most, rounds)

    def test_ratios_are_of_the_same_files(self):
        text = self.tool(compare.TEXT, [[1, 9, 3, 9], [3, 9, 5, 9], [2, 9, 4, 9]])
        slow = self.tool("slow", [[60]], most=2)
        quick = self.tool("quick", [[4], [2], [6]])
        missing = [compare.Tool("absent", "", None)]
        table = compare.rows([text, slow, quick], missing, 4).splitlines()[2:]
        self.assertEqual(table[0], f"| {compare.TEXT} | 4 | 3 | 6.00 | 5.50 | 12.00 | 1.00 |")
        # Of the first and third file: 30 ms each, where pdftotext takes 2, 4 and 3.
        self.assertEqual(table[1], "| slow | 2 | 1 | 30.00 | 30.00 | 60.00 | 10.00 |")
        self.assertEqual(table[2], "| quick | 4 | 3 | 1.00 | 0.50 | 2.00 | 0.17 |")
        self.assertIn("absent: MISSING", table[3])


class Corpora(unittest.TestCase):
    def test_no_two_copies_have_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            original = Path(folder) / "a.pdf"
            original.write_bytes(b"%PDF-1.7\n%%EOF\n")
            made = corpora.pdfs(corpora.copies([original], 3, Path(folder) / "copies"))
            contents = {path.read_bytes() for path in made}
            self.assertEqual((len(made), len(contents)), (3, 3))
            self.assertTrue(all(content.startswith(original.read_bytes()) for content in contents))

    def test_a_reader_that_leaves_files_out_is_no_reader(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "current").mkdir()
            for filings, rejects in ((2, {}), (3, {"timeout": 1})):
                manifest = json.dumps({"filings": filings, "rejects": rejects})
                (Path(folder) / "current" / "manifest.json").write_text(manifest, encoding="utf-8")
                with self.assertRaisesRegex(SystemExit, "worth nothing"):
                    corpora.assert_all_read(Path(folder), 3)


class Results(unittest.TestCase):
    TEXT = "head\n<!-- a: begin -->\nold\n<!-- a: end -->\nbetween\n<!-- b: begin -->\nother\n<!-- b: end -->\n"

    def test_a_part_is_replaced_and_the_rest_left_alone(self):
        once = results.replaced(self.TEXT, "a", "new\nlines\n")
        self.assertEqual(once, self.TEXT.replace("old", "new\nlines"))
        self.assertEqual(results.replaced(once, "a", "new\nlines"), once)

    def test_a_part_that_is_not_there_once_is_refused(self):
        for text in (self.TEXT.replace("<!-- a: end -->", ""), self.TEXT + self.TEXT, ""):
            with self.assertRaises(ValueError):
                results.replaced(text, "a", "new")

    def test_the_file_has_every_part(self):
        text = results.RESULTS.read_text(encoding="utf-8")
        for part in ("stages", "compare", "counts", "scale"):
            results.replaced(text, part, "new")


if __name__ == "__main__":
    unittest.main()
