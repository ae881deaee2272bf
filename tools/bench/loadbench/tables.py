# SPDX-License-Identifier: Apache-2.0
"""Results as text."""

NOISY = 0.05  # of a CPU


def aligned(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  " + "  ".join(cells).rstrip())
    return "\n".join(lines)


def met(is_met):
    return "met" if is_met else "MISSED"


def speed_table(first, second, summaries):
    rows = [["", f"{first} us", f"{second} us", "ratio", "min-max", "goal", "", f"{first} req/s", f"{second} req/s",
             "clients busy", "server busy"]]
    for each in summaries:
        rows.append([
            each["scenario"], f"{each['first_us']:.2f}", f"{each['second_us']:.2f}", f"{each['ratio']:.2f}",
            f"{each['lowest_ratio']:.2f}-{each['highest_ratio']:.2f}", f"{each['goal']:.2f}",
            met(each["ratio"] <= each["goal"]) if first != second else "", f"{each['first_rps']:.0f}", f"{each['second_rps']:.0f}",
            f"{each['first_busy']:.0%} {each['second_busy']:.0%}", f"{each['server_busy']:.0%}"])
    title = f"Client CPU for each request: medians of {summaries[0]['pairs']} pairs; ratio = {second} / {first} of a pair"
    return title + "\n" + aligned(rows) + "\n" + noise(summaries)


def noise(summaries):
    others = max(each["others_busy"] for each in summaries)
    steal = max(each["steal"] for each in summaries)
    verdict = "quiet" if max(others, steal) <= NOISY else "noisy: trust ratios, not single figures"
    return f"  The machine was {verdict} (worst run: other processes {others:.0%} of a CPU, stolen {steal:.0%})."


def memory_table(results):
    rows = [["", "figure", "goal", ""]]
    for each in results:
        if each["name"] == "start":
            rows.append([f"start of {each['users']} users and their end", f"{each['start_and_end_seconds']:.2f} s",
                         f"{each['goal_seconds']:.0f} s", met(each["start_and_end_seconds"] <= each["goal_seconds"])])
            rows.append(["  the same with one user", f"{each['one_user_seconds']:.2f} s", "", ""])
        elif each["name"] == "growth":
            grown = each["late_kib"] - each["early_kib"]
            rows.append([f"growth from {each['early_seconds']} s to {each['late_seconds']} s", f"{grown:.0f} KiB",
                         "256 KiB", met(grown <= 256)])
            rows.append(["  resident then", f"{each['late_kib']:.0f} KiB", "", ""])
        else:
            rows.append([f"{each['name']}, {each['users']} users, each", f"{each['kib_per_user']:.2f} KiB",
                         f"{each['goal_kib']:.0f} KiB", met(each["kib_per_user"] <= each["goal_kib"])])
    return "Memory and start (resident, runner and worker together, less that of one user)\n" + aligned(rows)
