/*
 * Loaded into n8n before n8n itself. Its stdin is a pipe held by the test process: when that ends, in whatever way,
 * the pipe closes and n8n goes with everything it started. Without this a killed test run would leave n8n running.
 */
if (require('node:worker_threads').isMainThread) {
	// A thread that n8n or the package starts loads this too, and has no such pipe.
	process.stdin.on('end', () => process.kill(-process.pid, 'SIGKILL'));
	process.stdin.resume();
	process.stdin.unref();
}
