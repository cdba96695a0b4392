import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playFlood } from '../ReturnPages/portal/flood';

/** Of each kind as many as docs/reliability.md tells of; FLOOD=0.01 plays a hundredth of them. */
const share = Number(process.env.FLOOD ?? 1);
const plan = { customers: Math.ceil(100_000 * share), forged: Math.ceil(10_000 * share) };

/**
 * Withdrawals by the page's own handler and the lane of template 12 that mails the receipts, among forged ones, with the mail down for a part and n8n
 * restarted and killed: counts what was recorded and mailed.
 */
export async function flood(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'returns-flood-'));
	try {
		const credential = { storage: 'embedded', file: join(folder, 'returns.sqlite'), auditKey: 'k' };
		const say = (line: string) => console.error(line);
		const { broken, ...counted } = await playFlood(credential, { ...plan, say });
		for (const [what, count] of Object.entries(counted))
			console.log(`${what.padEnd(20)} ${count.toLocaleString('en').padStart(9)}`);
		console.log(
			broken.length
				? `NOT MET: ${broken.join('\n')}`
				: 'MET: each statement is one record, each customer has one receipt with the time of submission, forged ones mail within the budgets',
		);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
