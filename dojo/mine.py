"""Your own solutions as a library, in a notebook or a script.

``import dojo.mine`` first, and then ``from mine.softmax import softmax``: that is the file ``softmax.py`` of the course
that the working directory is in. A kata needs none of this: its judge hands a solution the parts that it may import.
"""

from dojo.course.course import Course
from dojo.course.progress import Progress
from dojo.engine.base.files import find_root
from dojo.engine.base.importing import open_mine
from dojo.engine.base.mine import all_parts

_progress = Progress.of_stubs(Course(find_root()))
open_mine(all_parts(_progress.course.places, _progress.directory, _progress.stand_ins))
