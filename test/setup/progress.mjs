const out = process.stderr;

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

/** Prints one line of plain information, apart from the job's own output (which goes to stdout). */
export function say(text) {
	out.write(`${text}\n`);
}

/**
 * Shows that a phase is running, then how long it took.
 * A terminal gets a line that ticks every second, a log file a line at the start and at the end.
 * @param {string} title what is being done
 * @param {() => Promise<T>} work the phase; its error is passed on
 * @returns {Promise<T>} what `work` returned
 * @template T
 */
export async function phase(title, work) {
	const start = Date.now();
	let ticker;
	if (out.isTTY) {
		const draw = () => out.write(`\r\x1b[2K… ${title} (${seconds(start)})`);
		draw();
		ticker = setInterval(draw, 1000);
	} else {
		say(`… ${title}`);
	}
	const finish = (mark) => {
		clearInterval(ticker);
		if (out.isTTY) out.write('\r\x1b[2K');
		say(`${mark} ${title} (${seconds(start)})`);
	};
	try {
		const result = await work();
		finish('✓');
		return result;
	} catch (error) {
		finish('✗');
		throw error;
	}
}
