import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ImportRecord } from './records';
import type { Flow } from './merge/flow';
import type { StoredWorkflow } from './n8nApi';

export interface Backup {
	workflow: StoredWorkflow;
	/** What the importer remembered of it then. */
	record?: ImportRecord;
	/** What the importer then wrote: what differs from it later is somebody's work, and an undo keeps it. */
	written?: Flow & { nodeGroups?: object[] };
}

const UNDONE = '.undone';

/** Live workflows as they were before the importer changed them, a folder for each run. Only the user may read them. */
export class Backups {
	private readonly folder: string;

	/**
	 * @param root default: `.n8n-nodes-returns` in the user's home
	 * @param run names the folder of this run; runs are put back newest first
	 */
	constructor(
		url: string,
		root = join(homedir(), '.n8n-nodes-returns', 'backups'),
		private readonly run = new Date().toISOString().replace(/[:.]/g, '-'),
	) {
		this.folder = join(root, new URL(url).host.replace(/[^a-z0-9.-]+/gi, '_'));
	}

	/** Writes a workflow before it is changed. Gives the file. */
	keep(backup: Backup): string {
		const folder = join(this.folder, this.run);
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		const file = join(folder, `${backup.workflow.id}.json`);
		// What was there before the run's first change is what is put back, and what its last one wrote is what it is compared with.
		const first = existsSync(file) ? { ...read(file), written: backup.written } : backup;
		writeFileSync(file, JSON.stringify(first, null, '\t'), { mode: 0o600 });
		return file;
	}

	/** What the newest run changed that was not undone yet; undefined when there is none. `finish` marks it as undone. */
	newest(): { backups: Backup[]; finish(): void } | undefined {
		const runs = existsSync(this.folder)
			? readdirSync(this.folder)
					.filter((name) => !name.endsWith(UNDONE))
					.sort()
			: [];
		const name = runs.at(-1);
		if (!name) return undefined;
		const folder = join(this.folder, name);
		const backups = readdirSync(folder)
			.filter((file) => file.endsWith('.json'))
			.map((file) => read(join(folder, file)));
		return { backups, finish: () => renameSync(folder, `${folder}${UNDONE}`) };
	}
}

function read(file: string): Backup {
	return JSON.parse(readFileSync(file, 'utf8')) as Backup;
}
