;;; gloss.el --- Terms and past translations by eglot  -*- lexical-binding: t; -*-

;; Paste into init.el.  eglot is built in from Emacs 29 on; before, it is in GNU ELPA and in Debian's elpa-eglot.
;; Findings are flymake's, cards eldoc's; `M-x eglot-code-actions' says what can be done about a finding.

(require 'eglot)

;; Before the servers that eglot knows for Markdown, behind those of other modes that derive from text-mode, as YAML's.
(add-to-list 'eglot-server-programs '((markdown-mode po-mode) . ("gloss" "serve" "lsp")))
(add-to-list 'eglot-server-programs '(text-mode . ("gloss" "serve" "lsp")) t)

(unless (fboundp 'markdown-mode)
  (add-to-list 'auto-mode-alist '("\\.md\\'" . text-mode)))

(defun gloss-ensure ()
  "Start gloss where there are terms."
  (when (and buffer-file-name (locate-dominating-file buffer-file-name "terms"))
    (eglot-ensure)))
(add-hook 'text-mode-hook #'gloss-ensure)

(defun gloss-complete ()
  "Choose what the text before point may become, such as 蒸馏 for zl.
Emacs' own completion knows English terms; it drops what does not begin like
the word before point, and takes Chinese without spaces for one word."
  (interactive)
  (eglot--signal-textDocument/didChange) ; eglot waits half a second with what was typed last
  (let* ((answer (jsonrpc-request (eglot--current-server-or-lose) :textDocument/completion
                                  (eglot--TextDocumentPositionParams)))
         (items (mapcar (lambda (item) (cons (plist-get item :label) item))
                        (plist-get answer :items)))
         (details (lambda (label) (concat "  " (plist-get (cdr (assoc label items)) :detail))))
         (table (lambda (typed predicate action)
                  (if (eq action 'metadata)
                      `(metadata (annotation-function . ,details)
                                 (display-sort-function . identity))
                    (complete-with-action action items typed predicate))))
         (edit (and items
                    (plist-get (cdr (assoc (completing-read "Write: " table nil t nil nil (caar items))
                                           items))
                               :textEdit))))
    (unless edit (user-error "No term or translation begins so"))
    (let ((region (eglot--range-region (plist-get edit :range))))
      (delete-region (car region) (cdr region))
      (goto-char (car region))
      (insert (plist-get edit :newText)))))

(define-key eglot-mode-map (kbd "C-c g") #'gloss-complete)
