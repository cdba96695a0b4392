/** Something the user can put right: `message` says what is wrong, `fix` the exact remedy. */
export class Problem extends Error {
	constructor(message, fix) {
		super(`${message}\n  Fix: ${fix}`);
		this.name = 'Problem';
	}
}
