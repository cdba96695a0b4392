/* Whose work is installed with the package: its dependencies and theirs, as package-lock.json has them. */

interface Locked {
	version?: string;
	license?: string;
	dependencies?: Record<string, string>;
}

/** The part of package-lock.json that is read; `''` is the package itself. */
export interface Lock {
	packages: Record<string, Locked>;
}

export interface Installed {
	name: string;
	version: string;
	license: string;
}

/** Everything that npm installs beside the package, by name. */
export function installedWith({ packages }: Lock): Installed[] {
	const found = new Map<string, Installed>();
	const visit = (folder: string) => {
		for (const name of Object.keys(packages[folder].dependencies ?? {})) {
			const at = placeOf(packages, folder, name);
			if (found.has(at)) continue;
			const { version = '', license = '' } = packages[at];
			found.set(at, { name, version, license });
			visit(at);
		}
	};
	visit('');
	return [...found.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Where Node finds a package from a folder: in its own `node_modules`, else in that of the next folder above. */
function placeOf(packages: Lock['packages'], folder: string, name: string): string {
	const at = `${folder ? `${folder}/` : ''}node_modules/${name}`;
	if (packages[at]) return at;
	if (!folder) throw new Error(`package-lock.json has no ${name}`);
	const end = folder.lastIndexOf('/node_modules/');
	return placeOf(packages, end < 0 ? '' : folder.slice(0, end), name);
}

/** The page docs/third-party-notices.md. */
export function noticesOf(lock: Lock): string {
	const rows = installedWith(lock).map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);
	return `# Third-party notices

What npm installs together with n8n-nodes-returns, made of \`package-lock.json\`. Nothing of it is copied into the package: each comes as its
authors publish it, with the text of its licence. n8n itself is not part of the package.

| package | version | licence |
|---|---|---|
${rows.join('\n')}
`;
}
