/** Ends what globalSetup has started; the installation stays in the cache. */
export default async function globalTeardown(): Promise<void> {
	await globalThis.runningOdoo?.stop();
}
