// Search in pages that are opened as files. There a browser starts no worker, so the code of the search runs in a hidden
// frame, which this makes look like a worker: what is posted to it becomes an event there, and the other way round.
if (location.protocol === "file:") {
  class FrameWorker extends EventTarget {
    constructor(url) {
      super();
      this.posted = [];
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      this.inside = frame.contentWindow;
      this.inside.postMessage = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
      const script = frame.contentDocument.createElement("script");
      script.src = url;
      script.addEventListener("load", () => this.begin());
      frame.contentDocument.body.append(script);
    }

    /** The code has been loaded: it gets what was posted until now. */
    begin() {
      const posted = this.posted;
      this.posted = null;
      posted.forEach((data) => this.postMessage(data));
    }

    postMessage(data) {
      if (this.posted) this.posted.push(data);
      else this.inside.dispatchEvent(new MessageEvent("message", { data }));
    }
  }

  // The search looks for the first name to learn that it runs in a frame.
  window.IFrameWorker = FrameWorker;
  window.Worker = FrameWorker;
}
