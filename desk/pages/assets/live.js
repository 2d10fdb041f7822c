// One stream of changes for all tabs of a session: whoever holds the lock listens and tells the others.
// A stream that was refused once never comes back by itself, and a dead line says nothing: both are opened anew.
(() => {
  const PULSE_MISSED = 40000, LONGEST = 30000;
  const session = () => document.querySelector('[data-session]')?.dataset.session;
  const tell = said => document.dispatchEvent(new CustomEvent('desk:look', {detail: said}));
  const started = new Set();

  const listen = name => {
    const channel = new BroadcastChannel(`desk-${name}`);
    channel.onmessage = event => tell(event.data);
    navigator.locks.request(`desk-${name}`, () => new Promise(leave => {
      let stream, heard = Date.now(), wait = 500;
      const open = () => {
        stream?.close();
        if (session() !== name) { clearInterval(watch); channel.close(); started.delete(name); leave(); return; }
        stream = new EventSource('/su-kien');
        heard = Date.now();
        stream.addEventListener('pulse', () => { heard = Date.now(); wait = 500; });
        stream.addEventListener('look', event => {
          heard = Date.now(); wait = 500;
          tell(event.data); channel.postMessage(event.data);
        });
        stream.onerror = () => {
          if (stream.readyState !== EventSource.CLOSED) return;
          setTimeout(open, wait + Math.random() * wait);
          wait = Math.min(wait * 2, LONGEST);
        };
      };
      const watch = setInterval(() => { if (Date.now() - heard > PULSE_MISSED || session() !== name) open(); }, 5000);
      open();
    }));
  };

  const begin = () => {
    const name = session();
    if (name && !started.has(name)) { started.add(name); listen(name); }
  };
  begin();
  document.addEventListener('htmx:after:swap', begin);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) tell('*'); });
})();
