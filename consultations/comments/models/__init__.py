"""What people say to texts of law."""

from consultations.comments.models.attached import MOST_FILES, CommentFile
from consultations.comments.models.comment import COMMENT_MAX_LETTERS, WORDS_MAX_LETTERS, Comment, Scope, Support
from consultations.comments.models.commenting import COMMENTED, Commenter, Commenting
from consultations.comments.models.counted import Change, Tally
from consultations.comments.models.place import Mark, Place, Placing

__all__ = [
    "COMMENTED",
    "COMMENT_MAX_LETTERS",
    "MOST_FILES",
    "WORDS_MAX_LETTERS",
    "Change",
    "Comment",
    "CommentFile",
    "Commenter",
    "Commenting",
    "Mark",
    "Place",
    "Placing",
    "Scope",
    "Support",
    "Tally",
]
