const workers = { graphql: 'graphql.worker.js', json: 'json.worker.js' };

globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(`/playground/${workers[label] ?? 'editor.worker.js'}`, { name: label }),
};
