import type { AddressInfo, Server as NetServer } from 'node:net';

/* What a warehouse that takes files has: a small SFTP server, which keeps what is uploaded in memory. */

interface Sftp {
	on(event: string, answer: (id: number, ...given: any[]) => void): Sftp; // eslint-disable-line @typescript-eslint/no-explicit-any -- each request brings others
	handle(id: number, handle: Buffer): void;
	status(id: number, code: number): void;
	name(id: number, names: Array<{ filename: string; longname: string; attrs: object }>): void;
	attrs(id: number, attrs: object): void;
}
interface Client {
	on(event: 'authentication', listen: (by: Attempt) => void): Client;
	on(
		event: 'session',
		listen: (accept: () => { on(event: 'sftp', listen: (accept: () => Sftp) => void): void }) => void,
	): Client;
	on(event: 'error', listen: (error: Error) => void): Client;
}
interface Attempt {
	method: string;
	username: string;
	password?: string;
	accept(): void;
	reject(methods?: string[]): void;
}
interface Ssh2 {
	Server: new (options: { hostKeys: string[] }, listen: (client: Client) => void) => NetServer;
	utils: { generateKeyPairSync(type: 'ed25519'): { private: string }; sftp: { STATUS_CODE: Record<string, number> } };
}
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it brings no types, and half of them would be written for three calls
const { Server, utils } = require('ssh2') as Ssh2;

const { OK, NO_SUCH_FILE, FAILURE } = utils.sftp.STATUS_CODE;
const directory = { mode: 0o040755, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };
const file = (size: number) => ({ ...directory, mode: 0o100644, size });

export interface SftpServer {
	/** For n8n's credential. */
	credential: { host: string; port: number; username: string; password: string };
	/** What was uploaded, by its path. */
	files: Map<string, Buffer>;
	/** Paths in the order of uploads: a repeat is there again. */
	uploads: string[];
	/** It takes nothing in. */
	isFull: boolean;
	stop(): Promise<void>;
}

/** Takes files of one user by password. */
export async function startSftpServer(): Promise<SftpServer> {
	const files = new Map<string, Buffer>();
	const folders = new Set(['/']);
	const [username, password] = ['warehouse', 'sandbox-sftp-password'];
	const server = new Server({ hostKeys: [utils.generateKeyPairSync('ed25519').private] }, (client) =>
		client
			.on('authentication', (by) =>
				by.method === 'password' && by.username === username && by.password === password
					? by.accept()
					: by.reject(['password']),
			)
			.on('session', (accept) => accept().on('sftp', (open) => serve(open())))
			.on('error', () => undefined),
	);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const running: SftpServer = {
		credential: { host: '127.0.0.1', port: (server.address() as AddressInfo).port, username, password },
		files,
		uploads: [],
		isFull: false,
		stop: async () => await new Promise<void>((resolve) => void server.close(() => resolve())),
	};
	return running;

	function serve(sftp: Sftp): void {
		const open = new Map<number, string>();
		let count = 0;
		const pathOf = (handle: Buffer) => open.get(handle.readUInt32BE(0));
		const stat = (id: number, path: string) =>
			folders.has(path)
				? sftp.attrs(id, directory)
				: files.has(path)
					? sftp.attrs(id, file(files.get(path)!.length))
					: sftp.status(id, NO_SUCH_FILE);
		sftp
			.on('REALPATH', (id, path: string) => {
				const filename = path.startsWith('/') ? path : `/${path === '.' ? '' : path}`;
				sftp.name(id, [{ filename, longname: filename, attrs: directory }]);
			})
			.on('STAT', stat)
			.on('LSTAT', stat)
			.on('MKDIR', (id, path: string) => {
				folders.add(path);
				sftp.status(id, OK);
			})
			.on('OPEN', (id, path: string) => {
				const folder = path.slice(0, path.lastIndexOf('/')) || '/';
				if (running.isFull || !folders.has(folder)) return sftp.status(id, FAILURE);
				const handle = Buffer.alloc(4);
				handle.writeUInt32BE(++count, 0);
				open.set(count, path);
				files.set(path, Buffer.alloc(0));
				running.uploads.push(path);
				sftp.handle(id, handle);
			})
			.on('WRITE', (id, handle: Buffer, offset: number, data: Buffer) => {
				const path = pathOf(handle);
				if (path === undefined) return sftp.status(id, FAILURE);
				const kept = files.get(path)!;
				const grown = Buffer.alloc(Math.max(kept.length, offset + data.length));
				kept.copy(grown);
				data.copy(grown, offset);
				files.set(path, grown);
				sftp.status(id, OK);
			})
			.on('FSTAT', (id, handle: Buffer) => stat(id, pathOf(handle) ?? ''))
			.on('FSETSTAT', (id) => sftp.status(id, OK))
			.on('SETSTAT', (id) => sftp.status(id, OK))
			.on('CLOSE', (id) => sftp.status(id, OK));
	}
}
